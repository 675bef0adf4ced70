import { withCredentialLock } from "../../../config/credentials/token-source.ts";
import type { CommandModule } from "../../command.ts";
import { revoke } from "../../login/store-sign-in.ts";

export const command: CommandModule = {
  description: "Sign out: ends the sign-in at the server, then deletes it here. It is deleted here also when the server does not answer.",
  examples: ["cairn logout", "cairn logout --host https://cairn.example.org"],
  async run(ctx) {
    const { out, host, store } = ctx;
    const known = store.hosts().includes(host);
    const isEnded = await withCredentialLock(ctx.io.machine, host, async () => {
      const stored = await store.read(host).catch(() => null);
      const isEnded = await revoke({ host, fetch: ctx.fetch, signal: ctx.io.signal }, stored?.credential);
      await store.remove(host);
      return isEnded;
    });
    if (out.isJson) out.json({ host, signed_out: known, ended_at_server: isEnded });
    out.say(known ? `Signed out of ${host}.` : `You were not signed in to ${host}.`);
    if (!isEnded) out.warn(`${host} did not confirm. The sign-in is deleted here; end it there too, at ${host}/account.`);
    if (ctx.envToken) out.warn(`${ctx.envToken.at} is still set, so commands go on using it.`);
  },
};
