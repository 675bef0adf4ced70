import type { Fetch } from "../config/credentials/oauth.ts";
import { redact } from "../transport/redact.ts";
import type { Output } from "./output.ts";

const SECRET_HEADERS = new Set(["authorization", "cookie", "set-cookie", "proxy-authorization"]);
/** Members of OAuth forms and answers that are secrets or stand for one. */
const SECRET_FIELDS = /("?(?:access_token|refresh_token|device_code|code|code_verifier|token|secret|user_code)"?\s*[=:]\s*"?)[^&"\s,}]+/g;
const SHOWN_CHARACTERS = 2_000;

const hide = (text: string) => redact(text).replace(SECRET_FIELDS, "$1[redacted]");

const show = (text: string) => (text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)` : text);

/** A fetch that tells stderr of every request and answer, without secrets. */
export function loggedFetch(fetch: Fetch, out: Output): Fetch {
  const line = (text: string) => out.stderr.write(`${out.paint(out.stderr, "dim", text)}\n`);
  return async (input, init) => {
    const request = new Request(input, init);
    const started = performance.now();
    line(`> ${request.method} ${hide(request.url)}`);
    for (const [name, value] of request.headers) line(`> ${name}: ${SECRET_HEADERS.has(name) ? "[redacted]" : hide(value)}`);
    const body = init?.body;
    if (typeof body === "string" || body instanceof URLSearchParams) line(`> ${show(hide(String(body)))}`);
    try {
      const response = await fetch(input, init);
      line(`< ${response.status} ${response.statusText} (${Math.round(performance.now() - started)} ms)`);
      for (const [name, value] of response.headers) line(`< ${name}: ${SECRET_HEADERS.has(name) ? "[redacted]" : hide(value)}`);
      const type = response.headers.get("content-type") ?? "";
      if (/json|text/.test(type)) line(`< ${show(hide(await response.clone().text()))}`);
      return response;
    } catch (error) {
      line(`< ${error instanceof Error ? error.message : error} (${Math.round(performance.now() - started)} ms)`);
      throw error;
    }
  };
}
