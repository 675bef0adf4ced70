import { type ErrorOut, errors, interactionPolicy, type KoaContextWithOIDC, Provider } from "oidc-provider";
import { findAccount } from "./accounts.ts";
import { storeAdapter } from "./adapter.ts";
import { errorPage, type Problem } from "./error-page.ts";
import { type Middleware, pageHeaders } from "./http.ts";
import { loginPages } from "./login.ts";
import { messagePage } from "./pages/page.ts";
import { signOutPage } from "./pages/sign-out-page.ts";
import type { Account, Store } from "./state.ts";

export type ProviderOptions = {
  issuer: string;
  store: Store;
  appOrigin: string;
  client: { id: string; secret: string };
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  log: (line: string) => void;
  /** True follows the letter of OpenID Connect: e-mail and name come from userinfo only. */
  conformIdTokenClaims?: boolean;
  /** Claims of an account besides `sub`. */
  claims?: (account: Account) => Record<string, unknown>;
  /** Runs around everything else. */
  middleware?: Middleware;
};

const minute = 60;
const day = 24 * 60 * minute;
const ttl = {
  AccessToken: 60 * minute,
  AuthorizationCode: minute,
  BackchannelAuthenticationRequest: 10 * minute,
  ClientCredentials: 10 * minute,
  DeviceCode: 10 * minute,
  Grant: 30 * day,
  IdToken: 60 * minute,
  Interaction: 60 * minute,
  PreAuthorizedCode: 10 * minute,
  RefreshToken: 30 * day,
  Session: 30 * day,
};

/** Claims every account has: the e-mail counts as verified, since nothing here could be less or more true. */
export const accountClaims = (account: Account) => ({ email: account.email, email_verified: true, name: account.name });

async function grantEverything(ctx: KoaContextWithOIDC) {
  const { provider, client, session, result } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const existing = known ? await provider.Grant.find(known) : undefined;
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid email profile");
  await grant.save();
  return grant;
}

function policy() {
  const prompts = interactionPolicy.base();
  prompts.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return prompts;
}

/** The provider with Cairn's pages, its one client, and no output of its own. */
export function makeProvider(options: ProviderOptions): Provider {
  const { issuer, store, appOrigin, client, log } = options;
  const cookie = (name: string) => `cairn_idp_${new URL(issuer).port}_${name}`;
  const afterSignOut = options.postLogoutRedirectUris[0];
  const signOut = new URLSearchParams({ client_id: client.id, ...(afterSignOut && { post_logout_redirect_uri: afterSignOut }) });
  const signOutPath = `/session/end?${signOut}`;

  function fail(ctx: KoaContextWithOIDC, problem: Problem) {
    ctx.type = "html";
    ctx.body = errorPage(problem, { appOrigin, signOutPath });
  }

  const provider = new Provider(issuer, {
    adapter: storeAdapter(store),
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        client_name: "Cairn",
        redirect_uris: options.redirectUris,
        post_logout_redirect_uris: options.postLogoutRedirectUris,
      },
    ],
    jwks: { keys: store.state.keys },
    cookies: {
      keys: store.state.cookieKeys,
      // Cookies do not tell ports apart; several providers may run on one computer.
      names: { session: cookie("session"), interaction: cookie("interaction"), resume: cookie("resume") },
    },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    scopes: ["openid"],
    conformIdTokenClaims: options.conformIdTokenClaims ?? false,
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = signOutPage({ form, account: findAccount(store, ctx.oidc.session?.accountId) });
        },
        postLogoutSuccessSource(ctx) {
          const links = [
            { href: `${appOrigin}/sign-in`, text: "Sign in again" },
            { href: `${appOrigin}/`, text: "Back to Cairn" },
          ];
          ctx.type = "html";
          ctx.body = messagePage({ heading: "You are signed out", text: "Your session at the local identity provider has ended.", links });
        },
      },
    },
    async findAccount(_, id) {
      const account = findAccount(store, id);
      return account && { accountId: id, claims: async () => ({ sub: id, ...(options.claims ?? accountClaims)(account) }) };
    },
    interactions: { policy: policy(), url: (_, interaction) => `/login/${interaction.uid}` },
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    renderError(ctx: KoaContextWithOIDC, out: ErrorOut, error) {
      const atSignOut = ctx.oidc?.route?.startsWith("end_session") ?? false;
      fail(ctx, { error: out.error, description: out.error_description, name: error.name, atSignOut });
    },
    ttl,
  });

  provider.use(pageHeaders([appOrigin, ...options.redirectUris].map((uri) => new URL(uri).origin)));
  if (options.middleware) provider.use(options.middleware);
  provider.use(catchAll({ fail, log }));
  provider.use(skipEmptySignOut);
  provider.use(loginPages({ provider, store, issuer }));
  provider.on("server_error", (_, error) => log(`identity provider: ${error.stack ?? error.message}`));
  provider.onerror = (error) => log(`identity provider: ${error.message}`);
  return provider;
}

/** Pages for what the library leaves to its host: unknown paths, and errors of our own pages. */
function catchAll({ fail, log }: { fail: (ctx: KoaContextWithOIDC, problem: Problem) => void; log: (line: string) => void }): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status !== 404 || ctx.body) return;
      fail(ctx, { error: "not_found" });
      ctx.status = 404;
    } catch (caught) {
      const error = caught as Error & { status?: number; expose?: boolean; error_description?: string };
      const known = error instanceof errors.OIDCProviderError || error.expose === true;
      if (!known) log(`identity provider: ${error.stack ?? error.message}`);
      fail(ctx, {
        error: known ? "invalid_request" : "server_error",
        description: error.error_description ?? error.message,
        name: error.name,
      });
      ctx.status = known ? (error.status ?? 400) : 500;
    }
  };
}

// With no session there is nothing to confirm: straight back to Cairn instead of a page with one button.
const skipEmptySignOut: Middleware = async (ctx, next) => {
  await next();
  if (ctx.oidc?.route !== "end_session" || ctx.status !== 200 || ctx.oidc.session?.accountId) return;
  const { post_logout_redirect_uri: to, state } = ctx.oidc.params ?? {};
  const target = new URL(typeof to === "string" ? to : "/session/end/success", ctx.oidc.issuer);
  if (typeof to === "string" && typeof state === "string") target.searchParams.set("state", state);
  ctx.body = null;
  ctx.redirect(target.href);
  ctx.status = 303;
};
