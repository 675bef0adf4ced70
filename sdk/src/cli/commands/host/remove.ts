import { withCredentialLock } from "../../../config/credentials/token-source.ts";
import { changeUserFile } from "../../../config/user-file.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { revoke } from "../../login/store-sign-in.ts";
import { parseHost } from "../../parse-host.ts";

export const command: CommandModule = {
  description: "Forget a server: its selection, and the sign-in there, which is ended at the server too.",
  examples: ["cairn host remove https://cairn.example.org"],
  args: [{ name: "<url>", description: "Address of the server", complete: "host" }],
  forgivesProfile: true,
  async run(ctx, { args }) {
    const { out, store } = ctx;
    const url = parseHost(args[0] ?? "");
    if (!ctx.config.user.hosts[url] && !store.hosts().includes(url) && ctx.config.user.host !== url) {
      throw new Failure(EXIT.notFound, `There is no server ${url} in your list.`, "cairn host list");
    }
    await withCredentialLock(ctx.io.machine, url, async () => {
      const stored = await store.read(url).catch(() => null);
      const isEnded = await revoke({ host: url, fetch: ctx.fetch, signal: ctx.io.signal }, stored?.credential);
      if (!isEnded) out.warn(`${url} did not confirm the end of the sign-in. End it there too, at ${url}/account.`);
      await store.remove(url);
    });
    changeUserFile(ctx.io.machine, (file) => {
      delete file.hosts[url];
      if (file.host === url) delete file.host;
    });
    if (out.isJson) out.json({ url, removed: true });
    out.say(`Removed ${url}.`);
  },
};
