import { CLI_CLIENT_ID, OAuthError, TokenResponse } from "../../schema/oauth.ts";

/** Longest time for one call of an OAuth endpoint: well below the age at which a lock counts as stale. */
const ANSWER_WITHIN_MS = 15_000;

/** An OAuth endpoint said no (RFC 6749 section 5.2). */
export class OAuthRefusal extends Error {
  override readonly name = "OAuthRefusal";
  readonly error: string;
  readonly status: number;
  readonly retryAfterS: number | null;

  constructor(error: string, description: string | undefined, status: number, retryAfterS: number | null) {
    super(description ?? error);
    this.error = error;
    this.status = status;
    this.retryAfterS = retryAfterS;
  }
}

/** The server did not answer, or not as an OAuth server does. */
export class OAuthUnreachable extends Error {
  override readonly name = "OAuthUnreachable";
}

export type Fetch = typeof globalThis.fetch;

export const OAUTH_PATHS = {
  authorize: "/api/oauth/authorize",
  token: "/api/oauth/token",
  device: "/api/oauth/device_authorization",
  revoke: "/api/oauth/revoke",
  metadata: "/.well-known/oauth-authorization-server",
} as const;

export interface OAuthCall {
  host: string;
  fetch: Fetch;
  signal?: AbortSignal | undefined;
}

/** Posts a form to an OAuth endpoint and gives the parsed JSON. Throws OAuthRefusal or OAuthUnreachable. */
export async function postForm(
  { host, fetch, signal }: OAuthCall,
  path: string,
  fields: Record<string, string | undefined>,
): Promise<unknown> {
  const body = new URLSearchParams({ client_id: CLI_CLIENT_ID });
  for (const [name, value] of Object.entries(fields)) if (value) body.set(name, value);
  const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, host), {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body,
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new OAuthUnreachable(`${host} does not answer`, { cause });
  }
  let answer: unknown = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    // Judged below by its status: a proxy's page is no answer.
  }
  if (response.ok) return answer;
  // A server in trouble has not said no.
  if (response.status >= 500) throw new OAuthUnreachable(`${host} answered ${response.status} to ${path}`);
  const refusal = OAuthError.safeParse(answer);
  const retryAfter = Number(response.headers.get("retry-after"));
  const retryAfterS = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  if (refusal.success) throw new OAuthRefusal(refusal.data.error, refusal.data.error_description, response.status, retryAfterS);
  if (response.status === 429) throw new OAuthRefusal("rate_limited", "Too many requests", 429, retryAfterS);
  throw new OAuthUnreachable(`${host} answered ${response.status} to ${path}`);
}

/** One request to the token endpoint. */
export async function requestToken(call: OAuthCall, fields: Record<string, string>): Promise<TokenResponse> {
  const parsed = TokenResponse.safeParse(await postForm(call, OAUTH_PATHS.token, fields));
  if (parsed.success) return parsed.data;
  throw new OAuthUnreachable(`${call.host} gave no token in its answer`);
}
