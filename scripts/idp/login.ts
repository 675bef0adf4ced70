import type { InteractionResults, KoaContextWithOIDC, Provider } from "oidc-provider";
import { accountFromForm, findAccount, findByEmail, listAccounts, touchAccount } from "./accounts.ts";
import { type Middleware, readForm } from "./http.ts";
import { type AccountForm, accountPage } from "./pages/account-page.ts";
import type { Store } from "./state.ts";

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

const text = (value: unknown, maxLength: number) => (typeof value === "string" && value.length <= maxLength ? value : "");

function show(ctx: KoaContextWithOIDC, store: Store, interaction: Interaction, form?: AccountForm) {
  const hint = text(interaction.params.login_hint, 254);
  const known = findByEmail(store, hint) !== undefined;
  ctx.status = form ? 422 : 200;
  ctx.type = "html";
  ctx.body = accountPage({
    action: `/login/${interaction.uid}`,
    accounts: listAccounts(store, hint),
    form: form ?? { email: known ? "" : hint, name: "", errors: {} },
    current: interaction.session?.accountId,
  });
}

/** Stores the answer of the page and sends the browser back into the library. */
async function finish(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  result: InteractionResults,
  options = { mergeWithLastSubmission: false },
) {
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, options));
  ctx.status = 303;
}

// Left alone, the library asks in a page of its own to end the old session before it starts one for another account.
async function leaveOtherAccount(provider: Provider, interaction: Interaction, accountId: string) {
  if (!interaction.session || interaction.session.accountId === accountId) return;
  const session = await provider.Session.findByUid(interaction.session.uid);
  delete interaction.session;
  await interaction.persist();
  await session?.destroy();
}

/** The account page: `GET` and `POST /login/:uid`, and `GET /login/:uid/cancel`. */
export function loginPages({ provider, store, issuer }: { provider: Provider; store: Store; issuer: string }): Middleware {
  async function submit(ctx: KoaContextWithOIDC, interaction: Interaction) {
    const fields = await readForm(ctx.req);
    let account = findAccount(store, fields.get("account") ?? undefined);
    if (!account) {
      const answer = await accountFromForm(store, { email: fields.get("email") ?? "", name: fields.get("name") ?? "" });
      if ("errors" in answer) return show(ctx, store, interaction, answer);
      account = answer;
    }
    touchAccount(store, account);
    await leaveOtherAccount(provider, interaction, account.id);
    await finish(provider, ctx, { login: { accountId: account.id, remember: true }, select_account: {} });
  }

  return async (ctx, next) => {
    const path = /^\/login\/([\w-]+)(\/cancel)?$/.exec(ctx.path);
    if (!path || !["GET", "HEAD", "POST"].includes(ctx.method)) return void (await next());
    const interaction = await provider.interactionDetails(ctx.req, ctx.res);
    if (path[2]) return finish(provider, ctx, { error: "access_denied", error_description: "The person cancelled the sign-in." });
    // Everyone on this provider agrees to share name and e-mail with Cairn; a request for consent is answered at once.
    if (interaction.prompt.name === "consent") return finish(provider, ctx, { consent: {} }, { mergeWithLastSubmission: true });
    if (ctx.method !== "POST") return show(ctx, store, interaction);
    const origin = ctx.get("origin");
    if (origin !== "" && origin !== issuer) ctx.throw(403, "the form came from another site");
    await submit(ctx, interaction);
  };
}
