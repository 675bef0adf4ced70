import { type CookieJar, completeLogin, createCookieJar } from "../../../scripts/idp/drive.ts";
import { stack } from "./stack.ts";

/** A signed-in browser, without the browser: requests carry its cookies and, as browsers do, the page's origin. */
export interface SignedIn {
  readonly jar: CookieJar;
  readonly email: string;
  /** Fetches a path of the app. Redirects are not followed; a plain object as `json` is sent as a JSON body. */
  fetch(path: string, init?: RequestInit & { json?: unknown }): Promise<Response>;
}

/** Who signs in, where (the shared stack unless told), and where they want to go. */
export interface SignInOptions {
  readonly email: string;
  readonly name?: string;
  readonly origin?: string;
  readonly returnTo?: string;
  /** Cookies to begin with, for example those of an earlier sign-in at the provider. */
  readonly jar?: CookieJar;
}

/** A session for cookies of the app at `origin`. */
export function browserFetch(origin: string, jar: CookieJar): SignedIn["fetch"] {
  return async (path, { json, ...init } = {}) => {
    const url = new URL(path, origin);
    const headers = new Headers(init.headers);
    const cookie = jar.header(url);
    if (cookie) headers.set("cookie", cookie);
    if (!headers.has("origin")) headers.set("origin", origin);
    if (json !== undefined) headers.set("content-type", "application/json");
    const body = json === undefined ? init.body : JSON.stringify(json);
    const response = await fetch(url, { redirect: "manual", ...init, headers, ...(body === undefined ? {} : { body }) });
    jar.store(url, response);
    return response;
  };
}

async function needRedirect(response: Response, step: string): Promise<string> {
  const location = response.headers.get("location");
  if (response.status === 303 && location) return location;
  throw new Error(`${step} answered ${response.status} instead of 303: ${(await response.text()).slice(0, 500)}`);
}

/**
 * Signs in through the app and the pages of the embedded identity provider, all over HTTP, making the account when
 * there is none. Throws with the answer's text when a step is refused.
 */
export async function signIn({
  email,
  name = email,
  origin = stack().origin,
  returnTo = "/",
  jar = createCookieJar(),
}: SignInOptions): Promise<SignedIn> {
  const go = browserFetch(origin, jar);
  const authorizeUrl = await needRedirect(
    await go("/api/auth/start", { method: "POST", body: new URLSearchParams({ return_to: returnTo }) }),
    "POST /api/auth/start",
  );
  const callback = await completeLogin({ authorizeUrl, email, name, jar });
  await needRedirect(await go(callback), "The callback");
  return { jar, email, fetch: go };
}
