import { Auth, type AuthConfig, customFetch, raw, skipCSRFCheck } from "@auth/core";
import type { Keyring } from "../../shared/envelope.ts";
import { Fault } from "../../shared/errors.ts";
import { errorFields, log } from "../../shared/log.ts";
import { faultOfAuth } from "./auth-faults.ts";
import type { Connection } from "./connections.ts";
import type { Metadata } from "./discovery.ts";
import type { Outgoing } from "./outgoing.ts";

/** What one attempt must remember, sealed by the library; kept by the browser. */
export const CHECKS = ["state", "pkce", "nonce"] as const;
export type Checks = Record<(typeof CHECKS)[number], string>;

interface Call {
  action: "signin" | "callback";
  connection: Connection;
  metadata: Metadata;
  outgoing: Outgoing;
  origin: string;
  keyring: readonly Keyring[];
  scope: string;
  requestId: string;
  query: URLSearchParams;
  checks: Partial<Checks>;
}

interface Called {
  redirect: string;
  checks: Partial<Checks>;
  /** What the token endpoint gave, after the callback. */
  tokens: { idToken: string; accessToken: string | null } | null;
}

const BASE_PATH = "/api/auth";
export const callbackPath = (connectionId: string) => `${BASE_PATH}/callback/${connectionId}`;

/**
 * Calls the sign-in library for one step with a request and a configuration made for this call alone, so that nothing of the browser's
 * request and nothing of another tenant gets in. It stops before the library would make a user or session of its own. Throws faults only.
 */
export async function callAuth(call: Call): Promise<Called> {
  const { action, connection, metadata, outgoing } = call;
  const url = new URL(`${BASE_PATH}/${action}/${connection.id}`, call.origin);
  url.search = call.query.toString();
  const cookie = CHECKS.flatMap((name) => (call.checks[name] ? [`${name}=${encodeURIComponent(call.checks[name])}`] : [])).join("; ");
  const request = new Request(url, { method: action === "signin" ? "POST" : "GET", ...(cookie ? { headers: { cookie } } : {}) });
  let logged: unknown;
  let tokens: Called["tokens"] = null;
  const config: AuthConfig = {
    basePath: BASE_PATH,
    secret: call.keyring.map((key) => key.secret),
    trustHost: true,
    raw,
    skipCSRFCheck,
    useSecureCookies: url.protocol === "https:",
    cookies: { state: { name: "state" }, pkceCodeVerifier: { name: "pkce" }, nonce: { name: "nonce" } },
    logger: {
      error(error) {
        logged = error;
      },
      warn() {},
      debug() {},
    },
    providers: [
      {
        id: connection.id,
        name: connection.id,
        type: "oidc",
        issuer: metadata.issuer,
        clientId: connection.clientId,
        clientSecret: connection.clientSecret,
        client: { token_endpoint_auth_method: authMethod(metadata) },
        authorization: { params: { scope: call.scope } },
        checks: ["pkce", "state", "nonce"],
        profile: (claims) => ({ id: String(claims.sub) }),
        [customFetch]: async (input, init) => {
          const target = input instanceof Request ? input.url : String(input);
          // The library reads discovery twice per sign-in and insists on a userinfo endpoint, which the protocol does not.
          if (target.includes("/.well-known/"))
            return Response.json({ ...metadata, userinfo_endpoint: metadata.userinfo_endpoint ?? metadata.issuer });
          return outgoing.fetch(target, init);
        },
      },
    ],
    callbacks: {
      signIn({ account }) {
        tokens = account?.id_token ? { idToken: account.id_token, accessToken: account.access_token ?? null } : null;
        // A text ends the library's work here.
        return "/";
      },
    },
  };
  try {
    const out: unknown = await Auth(request, config);
    if (!isRedirect(out)) throw logged ?? new Error("the sign-in library gave no redirect");
    const made = Object.fromEntries(out.cookies?.map(({ name, value }) => [name, value]) ?? []);
    return { redirect: out.redirect, checks: made, tokens };
  } catch (error) {
    throw outgoing.failure() ?? faultOfAuth(error, call.query) ?? unforeseen(error, call.requestId);
  }
}

/** The library's own default is `basic`; some providers take the secret in the body only. */
function authMethod({ token_endpoint_auth_methods_supported: methods }: Metadata): "client_secret_basic" | "client_secret_post" {
  return methods?.includes("client_secret_post") && !methods.includes("client_secret_basic") ? "client_secret_post" : "client_secret_basic";
}

const isRedirect = (out: unknown): out is { redirect: string; cookies?: { name: string; value: string }[] } =>
  typeof out === "object" && out !== null && !(out instanceof Response) && "redirect" in out && typeof out.redirect === "string";

function unforeseen(error: unknown, requestId: string): Fault {
  const { error: reason } = errorFields(error);
  log({ level: "error", msg: "sign-in library failed", request_id: requestId, error: reason });
  return new Fault("provider_unavailable", "The identity provider's answer could not be understood. Try again in a moment.");
}
