import { DEVICE_GRANT, EXCHANGE_GRANT, type TokenResponse } from "@cairn/sdk/schema";
import type { Context } from "hono";
import { answerUrl, isChallenge, isLoopbackRedirect, redeemCode, startAuthorization } from "../../control/oauth/authorization.ts";
import { clientOf, hintsOf, parametersOf, required } from "../../control/oauth/client.ts";
import { pollDevice, SLOW_DOWN, startDevice } from "../../control/oauth/device.ts";
import { OAuthFault } from "../../control/oauth/errors.ts";
import { exchangeToken } from "../../control/oauth/exchange.ts";
import { refreshTokensOf } from "../../control/oauth/grants.ts";
import { revokeToken } from "../../control/oauth/revoke.ts";
import { keyRing } from "../../control/oauth/signing-keys.ts";
import { faultOf } from "../../shared/errors.ts";
import { errorFields, log } from "../../shared/log.ts";
import { type AppEnv, requestCtx } from "../context.ts";
import { faultOfRequest } from "../errors.ts";
import { limitAddress } from "../middleware/rate-limit.ts";
import { router } from "../router.ts";

type AppContext = Context<AppEnv>;

/** A form endpoint with the bodies of RFC 6749: parameters in, JSON or an OAuth error out, never kept by a cache. */
const formEndpoint = (purpose: "device" | "token", answer: (c: AppContext, parameters: Map<string, string>) => Promise<object>) => {
  return async (c: AppContext) => {
    c.header("Cache-Control", "no-store");
    try {
      const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
      if (type !== "application/x-www-form-urlencoded")
        throw new OAuthFault("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
      const body = new TextDecoder().decode(await c.req.arrayBuffer());
      const parameters = parametersOf(new URLSearchParams(body));
      const polls = parameters.get("grant_type") === DEVICE_GRANT;
      await limitAddress(requestCtx(c), purpose).catch((error: unknown) => {
        // Many devices can wait behind one address. A stock client ends on 429, but on slow_down it waits longer and asks again.
        throw polls && faultOf(error)?.code === "rate_limited" ? new OAuthFault("slow_down", SLOW_DOWN) : error;
      });
      return c.json(await answer(c, parameters));
    } catch (error) {
      return answerOAuthError(c, error);
    }
  };
};

function answerOAuthError(c: AppContext, error: unknown): Response {
  if (error instanceof OAuthFault) return c.json({ error: error.error, error_description: error.message }, error.status);
  const fault = faultOfRequest(error);
  if (fault?.code === "rate_limited" || fault?.code === "unavailable") {
    c.header("Retry-After", String(fault.data.retry_after ?? 1));
    return c.json({ error: "temporarily_unavailable", error_description: fault.detail }, fault.code === "unavailable" ? 503 : 429);
  }
  log({ level: "error", msg: "unexpected error", request_id: c.get("requestId"), path: c.req.path, ...errorFields(error) });
  return c.json({ error: "server_error", error_description: `Try again. Request id ${c.get("requestId")}` }, 500);
}

async function grantTokens(c: AppContext, parameters: Map<string, string>): Promise<TokenResponse> {
  const ctx = requestCtx(c);
  const grantType = required(parameters, "grant_type");
  const clientId = clientOf(parameters);
  switch (grantType) {
    case DEVICE_GRANT:
      return pollDevice(ctx, { deviceCode: required(parameters, "device_code"), clientId });
    case "refresh_token":
      return refreshTokensOf(ctx, { token: required(parameters, "refresh_token"), clientId });
    case "authorization_code":
      return redeemCode(ctx, {
        code: required(parameters, "code"),
        redirectUri: required(parameters, "redirect_uri"),
        codeVerifier: required(parameters, "code_verifier"),
        clientId,
      });
    case EXCHANGE_GRANT: {
      const target = parameters.get("resource") ?? parameters.get("audience");
      if (target === undefined) throw new OAuthFault("invalid_request", "resource or audience is missing.");
      return exchangeToken(ctx, {
        clientId,
        subjectToken: required(parameters, "subject_token"),
        subjectTokenType: required(parameters, "subject_token_type"),
        target,
      });
    }
    default:
      throw new OAuthFault("unsupported_grant_type", "The grant type is not supported.");
  }
}

/** Redirect to the consent page, or back to the program with what is wrong once its redirect is known to be its own. */
async function authorize(c: AppContext): Promise<Response> {
  const ctx = requestCtx(c);
  let parameters: Map<string, string>;
  let redirectUri: string;
  let clientId: string;
  try {
    await limitAddress(ctx, "device");
    parameters = parametersOf(new URL(c.req.url).searchParams);
    clientId = clientOf(parameters);
    redirectUri = required(parameters, "redirect_uri");
    if (!isLoopbackRedirect(redirectUri)) throw new OAuthFault("invalid_request", "redirect_uri must be http on a loopback address.");
  } catch (error) {
    // The redirect cannot be trusted yet, so the error is shown on our own page.
    return error instanceof OAuthFault ? c.redirect(`/authorize?error=${error.error}`, 303) : answerOAuthError(c, error);
  }
  const state = parameters.get("state") ?? null;
  try {
    if (parameters.get("response_type") !== "code") throw new OAuthFault("unsupported_response_type", "response_type must be code.");
    if (parameters.get("code_challenge_method") !== "S256") throw new OAuthFault("invalid_request", "code_challenge_method must be S256.");
    const codeChallenge = required(parameters, "code_challenge");
    if (!isChallenge(codeChallenge)) throw new OAuthFault("invalid_request", "code_challenge must be 43 characters of base64url.");
    const id = await startAuthorization(ctx, { clientId, redirectUri, state, codeChallenge, ...hintsOf(parameters) });
    return c.redirect(`/authorize?request=${id}`, 303);
  } catch (error) {
    if (!(error instanceof OAuthFault)) throw error;
    return c.redirect(answerUrl(ctx, { redirectUri, state }, { error: error.error, error_description: error.message }), 303);
  }
}

export const oauthRoutes = router();
oauthRoutes.get("/api/oauth/authorize", authorize);
oauthRoutes.post("/api/oauth/token", formEndpoint("token", grantTokens));
oauthRoutes.post(
  "/api/oauth/device_authorization",
  formEndpoint("device", (c, parameters) => startDevice(requestCtx(c), { clientId: clientOf(parameters), ...hintsOf(parameters) })),
);
oauthRoutes.post(
  "/api/oauth/revoke",
  formEndpoint("token", async (c, parameters) => {
    clientOf(parameters);
    await revokeToken(requestCtx(c), required(parameters, "token"));
    return {};
  }),
);
oauthRoutes.get("/api/oauth/jwks", async (c) => {
  const { publicJwks } = await keyRing(requestCtx(c));
  return c.json({ keys: publicJwks }, 200, { "cache-control": "public, max-age=300" });
});
