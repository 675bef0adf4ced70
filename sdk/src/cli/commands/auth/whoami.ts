import type { CommandModule } from "../../command.ts";
import type { Context } from "../../context.ts";
import { momentWithZone } from "../../text.ts";

const KINDS = { session: "browser session", token: "sign-in", key: "API key" } as const;

/** Where the credential in use comes from, in words. */
async function sourceOf(ctx: Context): Promise<string> {
  if (ctx.envToken) return ctx.envToken.at;
  const stored = await ctx.store.read(ctx.host);
  return stored ? (stored.place.kind === "keychain" ? `the ${stored.place.at}` : stored.place.at) : "nowhere";
}

export const command: CommandModule = {
  examples: ["cairn whoami", "cairn whoami --json"],
  async run(ctx) {
    const { out, host } = ctx;
    const client = await ctx.client();
    const me = await client.me.get({ signal: ctx.io.signal });
    const source = await sourceOf(ctx);
    const shadowed = ctx.envToken !== null && ctx.store.hosts().includes(host);
    if (out.isJson) {
      out.json({ host, credential_source: source, organization: ctx.org ?? null, workspace: ctx.workspace ?? null, me });
    } else {
      const { actor, user, credential } = me;
      out.facts(out.stdout, [
        ["Server", host],
        ["Account", user ? `${user.name} <${user.email}>` : `${actor.name} (service account)`],
        ["Organization", ctx.org ?? "none selected"],
        ["Workspace", ctx.workspace ?? "none selected"],
        ["Credential", `${KINDS[credential.kind]}, from ${source}`],
        ["Expires", credential.expires_at ? momentWithZone(credential.expires_at) : "never"],
      ]);
    }
    if (shadowed) out.warn(`${ctx.envToken?.at} is set and goes before the sign-in stored for ${host}.`);
    if (ctx.envToken?.at === "CAIRN_TOKEN" && ctx.config.settings.api_key)
      out.warn("CAIRN_TOKEN and CAIRN_API_KEY are both set; CAIRN_TOKEN counts.");
    // The list has current slugs only, while an earlier one still works: so the server is asked.
    if (ctx.org && !me.organizations.some(({ slug, id }) => slug === ctx.org || id === ctx.org)) await client.organizations.get(ctx.org);
  },
};
