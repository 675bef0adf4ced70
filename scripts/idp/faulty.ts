import type { KoaContextWithOIDC } from "oidc-provider";
import { findAccount } from "./accounts.ts";
import { type CookieJar, completeLogin } from "./drive.ts";
import { accountFaults, endpointFaults, type Fault, faultOf, redirectFaults, spoilToken, tokenFaults } from "./faults.ts";
import type { Middleware } from "./http.ts";
import { accountClaims } from "./provider.ts";
import { serveProvider } from "./serve.ts";
import { makeSigningKey, openStore } from "./state.ts";

export type FaultyProvider = {
  issuer: string;
  /** The same as `issuer`. */
  url: string;
  close(): Promise<void>;
  /** Turns a fault on for everybody, over those chosen by e-mail; undefined turns it off. */
  setFault(fault: Fault | undefined): void;
  /** Signs in over HTTP, making the account when there is none; returns the callback address. */
  signInAs(authorizeUrl: string | URL, email: string, options?: { name?: string; jar?: CookieJar }): Promise<string>;
};

const among = <T extends Fault>(list: readonly T[], fault: Fault | undefined): T | undefined => list.find((one) => one === fault);

/**
 * Starts the identity provider, in memory, with faults for tests. An account chooses its fault by its e-mail, such as
 * `missing-sub+anything@fault.test`, so that tests can run side by side; faults of discovery and keys are set with `setFault`.
 *
 * @param port 0 (the default) takes a free one
 * @param conformIdTokenClaims true leaves e-mail and name out of the ID token, as strict providers do
 */
export async function startFaultyProvider({
  port = 0,
  redirectUris,
  postLogoutRedirectUris = [],
  client,
  conformIdTokenClaims = false,
}: {
  port?: number;
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  client: { id: string; secret: string };
  conformIdTokenClaims?: boolean;
}): Promise<FaultyProvider> {
  const store = await openStore({});
  const otherKey = await makeSigningKey();
  let everybody: Fault | undefined;
  const faultFor = (accountId: string | undefined) => everybody ?? faultOf(findAccount(store, accountId)?.email);
  const accountOf = (ctx: KoaContextWithOIDC) => ctx.oidc?.entities.Account?.accountId ?? ctx.oidc?.session?.accountId;

  async function token(ctx: KoaContextWithOIDC) {
    const fault = faultFor(accountOf(ctx));
    const body = ctx.body as { id_token?: string };
    switch (among(endpointFaults, fault)) {
      case "token-503":
        ctx.body = { error: "temporarily_unavailable" };
        ctx.status = 503;
        return;
      case "token-html":
        ctx.type = "html";
        ctx.body = "<!doctype html><title>Proxy</title><p>Bad gateway";
        ctx.status = 200;
        return;
      case "token-slow":
        return neverAnswer(ctx);
      case "token-reset":
        ctx.respond = false;
        ctx.req.socket.destroy();
        return;
    }
    const spoiled = among(tokenFaults, fault);
    const [key] = store.state.keys;
    if (!spoiled || !key || typeof body?.id_token !== "string") return;
    const { id_token: good, ...rest } = body;
    const bad = await spoilToken(good as string, { fault: spoiled, key, otherKey, clientSecret: client.secret });
    ctx.body = bad === undefined ? rest : { ...rest, id_token: bad };
  }

  function redirect(ctx: KoaContextWithOIDC) {
    const fault = among(redirectFaults, faultFor(accountOf(ctx)));
    const location = ctx.response.get("location");
    if (!fault || !URL.canParse(location) || !new URL(location).searchParams.has("code")) return;
    const target = new URL(location);
    target.searchParams.delete("code");
    target.searchParams.set("error", fault === "denied" ? "access_denied" : "server_error");
    target.searchParams.set("error_description", fault === "denied" ? "The person said no." : "The provider failed.");
    ctx.redirect(target.href);
    ctx.status = 303;
  }

  const middleware: Middleware = async (ctx, next) => {
    const isDiscovery = ctx.path.startsWith("/.well-known/");
    if (isDiscovery && everybody === "discovery-slow") return neverAnswer(ctx);
    if ((isDiscovery && everybody === "discovery-down") || (ctx.path === "/jwks" && everybody === "jwks-down")) {
      ctx.status = 503;
      ctx.body = "down";
      return;
    }
    await next();
    if (ctx.path === "/token" && ctx.status === 200) await token(ctx);
    if (ctx.path.startsWith("/auth")) redirect(ctx);
  };

  const serving = await serveProvider({
    port,
    store,
    client,
    redirectUris,
    postLogoutRedirectUris,
    appOrigin: new URL(redirectUris[0] ?? "http://localhost").origin,
    log: () => {},
    conformIdTokenClaims,
    middleware,
    claims(account) {
      const { email, ...rest } = accountClaims(account);
      const fault = among(accountFaults, faultFor(account.id));
      if (fault === "no-email") return { name: rest.name };
      return { ...rest, email, email_verified: fault !== "unverified-email" };
    },
  });

  return {
    ...serving,
    url: serving.issuer,
    setFault(fault) {
      everybody = fault;
    },
    signInAs: (authorizeUrl, email, { name = email.split("@")[0] ?? email, jar } = {}) =>
      completeLogin({ authorizeUrl, email, name, ...(jar && { jar }) }),
  };
}

/** Keeps the request open until the client gives up or the provider stops. */
async function neverAnswer(ctx: KoaContextWithOIDC) {
  ctx.respond = false;
  await new Promise<void>((resolve) => {
    ctx.res.once("close", resolve);
    if (ctx.req.socket.destroyed) resolve();
  });
}
