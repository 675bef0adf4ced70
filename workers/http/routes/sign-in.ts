import type { Context } from "hono";
import { z } from "zod";
import { openOidc } from "../../control/oidc/client.ts";
import { type Connection, DEFAULT_CONNECTION_ID, readConnection } from "../../control/oidc/connections.ts";
import { safeReturnTo } from "../../control/oidc/return-to.ts";
import { endByProvider } from "../../control/sessions/back-channel.ts";
import { signIn } from "../../control/sessions/sign-in.ts";
import { signInFailed } from "../../control/sessions/sign-in-failed.ts";
import { signOut } from "../../control/sessions/sign-out.ts";
import { Fault, faultOf } from "../../shared/errors.ts";
import { takeAttempt, writeAttempt } from "../attempt-cookies.ts";
import { type AppEnv, requestCtx } from "../context.ts";
import { requireSameOrigin } from "../middleware/cross-site.ts";
import { limitAddress } from "../middleware/rate-limit.ts";
import { router } from "../router.ts";
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from "../session-cookie.ts";
import { answerSignInFailure } from "../sign-in-failure.ts";

/** A field that breaks its rule is left out: none of them is worth a dead end. */
const field = (pattern: RegExp) => z.string().regex(pattern).optional().catch(undefined);

/** What the sign-in form may send; everything else in the request is ignored. */
const StartForm = z.object({
  return_to: z.string().optional().catch(undefined),
  connection: z.string().max(64).default(DEFAULT_CONNECTION_ID).catch(DEFAULT_CONNECTION_ID),
  login_hint: field(/^[^\p{Cc}]{1,254}$/u),
  prompt: field(/^(login|consent|select_account)( (login|consent|select_account))*$/),
  ui_locales: field(/^[A-Za-z0-9 -]{1,100}$/),
});

async function start(c: Context<AppEnv>): Promise<Response> {
  const ctx = requestCtx(c);
  const origin = ctx.settings.CAIRN_ORIGIN;
  let returnTo = "/";
  try {
    requireSameOrigin(c.req.raw, origin);
    await limitAddress(ctx, "sign-in");
    const form = StartForm.parse(await c.req.parseBody());
    returnTo = safeReturnTo(form.return_to, origin);
    const connection = await readConnection(ctx, form.connection);
    const { redirect, state, checks } = await openOidc(ctx, connection).start(form);
    await writeAttempt(c, connection.id, state, { ...checks, return_to: returnTo });
    return c.redirect(redirect, 303);
  } catch (error) {
    return answerSignInFailure(error, c, { returnTo });
  }
}

async function callback(c: Context<AppEnv>): Promise<Response> {
  const ctx = requestCtx(c);
  const answer = new URL(c.req.url).searchParams;
  let connection: Connection | null = null;
  let returnTo = "/";
  try {
    await limitAddress(ctx, "sign-in");
    connection = await readConnection(ctx, c.req.param("connection") ?? "");
    const { return_to, ...checks } = await takeAttempt(c, connection.id, answer.get("state") ?? "");
    returnTo = safeReturnTo(return_to, ctx.settings.CAIRN_ORIGIN);
    const identity = await openOidc(ctx, connection).finish({ answer, checks });
    const { token, expiresAt } = await signIn({ ctx, input: { identity, previousToken: readSessionCookie(c) } });
    writeSessionCookie(c, token, expiresAt);
    return c.redirect(returnTo, 303);
  } catch (error) {
    if (connection && error instanceof Fault) await signInFailed({ ctx, connection, fault: error });
    return answerSignInFailure(error, c, { returnTo });
  }
}

async function logout(c: Context<AppEnv>): Promise<Response> {
  const ctx = requestCtx(c);
  requireSameOrigin(c.req.raw, ctx.settings.CAIRN_ORIGIN);
  const token = readSessionCookie(c);
  const session = token === null ? null : await signOut({ ctx, token });
  clearSessionCookie(c);
  const returnTo = `${ctx.settings.CAIRN_ORIGIN}/signed-out`;
  const connection = session && (await readConnection(ctx, session.connectionId).catch(() => null));
  const atProvider = connection && (await openOidc(ctx, connection).logoutUrl({ idToken: session.idToken, returnTo }));
  return c.redirect(atProvider ?? returnTo, 303);
}

/** OpenID Connect Back-Channel Logout 1.0 section 2.8: 200, or 400 with a reason. */
async function backChannelLogout(c: Context<AppEnv>): Promise<Response> {
  const ctx = requestCtx(c);
  try {
    const connection = await readConnection(ctx, c.req.param("connection") ?? "");
    const { logout_token: token } = await c.req.parseBody();
    if (typeof token !== "string") throw new Fault("invalid_request", "logout_token is missing.");
    await endByProvider({ ctx, connection, token });
    return c.body(null, 200);
  } catch (error) {
    const fault = faultOf(error);
    if (!fault || fault.code === "not_found") throw error;
    c.set("problemCode", fault.code);
    return c.json({ error: "invalid_request", error_description: fault.detail }, 400);
  }
}

const app = router();
app.post("/api/auth/start", start);
app.get("/api/auth/callback/:connection", callback);
app.post("/api/auth/logout", logout);
app.post("/api/auth/backchannel-logout/:connection", backChannelLogout);

export const signInRoutes = app;
