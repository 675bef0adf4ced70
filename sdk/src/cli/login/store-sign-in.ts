import type { Cairn } from "../../client.ts";
import type { Credential } from "../../config/credentials/credential.ts";
import { OAUTH_PATHS, type OAuthCall, postForm } from "../../config/credentials/oauth.ts";
import { freshPart, withCredentialLock } from "../../config/credentials/token-source.ts";
import type { Me } from "../../schema/account.ts";
import type { TokenResponse } from "../../schema/oauth.ts";
import type { Context } from "../context.ts";

export const accountOf = (me: Me) => ({ id: me.actor.id, name: me.actor.name, email: me.user?.email ?? null });

/** Ends a sign-in at the server; true when the server took it. */
export async function revoke(call: OAuthCall, credential: Credential | undefined): Promise<boolean> {
  if (credential?.kind !== "sign_in" || !credential.refresh_token) return true;
  return postForm(call, OAUTH_PATHS.revoke, { token: credential.refresh_token, token_type_hint: "refresh_token" }).then(
    () => true,
    () => false,
  );
}

/** Keeps a credential for the chosen server in place of the one before, which is ended at the server. */
export async function storeCredential(ctx: Context, credential: Credential): Promise<{ place: string; notice: string | null }> {
  const { before, place, notice } = await withCredentialLock(ctx.io.machine, ctx.host, async () => {
    // A credential that cannot be read any more must not stand in the way of a new one.
    const before = await ctx.store.read(ctx.host).catch(() => null);
    return { before, ...(await ctx.store.write(ctx.host, credential)) };
  });
  await revoke({ host: ctx.host, fetch: ctx.fetch, signal: ctx.io.signal }, before?.credential);
  return { place: place.kind === "keychain" ? `the ${place.at}` : place.at, notice };
}

/** What a token answer becomes on this machine. */
export function signInOf(answer: TokenResponse, me: Me): Credential {
  const common = { account: accountOf(me), created_at: new Date().toISOString() };
  const fresh = freshPart(answer);
  return answer.refresh_token
    ? { kind: "sign_in", ...common, ...fresh, refresh_token: answer.refresh_token }
    : { kind: "token", ...common, access_token: answer.access_token, expires_at: fresh.expires_at };
}

/** Asks the server who a token speaks for; throws when it does not take the token. */
export async function whoIs(ctx: Context, token: string): Promise<{ me: Me; client: Cairn }> {
  const client = await ctx.clientWith(token);
  return { me: await client.me.get({ signal: ctx.io.signal }), client };
}
