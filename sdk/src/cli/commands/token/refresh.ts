import { checkHost } from "../../../config/client-options.ts";
import { renew } from "../../../config/credentials/token-source.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";
import { momentWithZone } from "../../text.ts";

export const command: CommandModule = {
  description:
    "Renew the stored access token now. Commands renew it by themselves before it expires; this is for a look at whether that works.",
  examples: ["cairn token refresh"],
  async run(ctx) {
    const { out, host, store } = ctx;
    checkHost(ctx.config);
    const before = (await store.read(host))?.credential;
    if (!before) throw new Failure(EXIT.auth, `You are not signed in to ${host}.`, ctx.loginCommand);
    if (before.kind !== "sign_in")
      throw usage(
        `What is stored for ${host} is ${before.kind === "key" ? "an API key" : "a token"}, which cannot be renewed.`,
        ctx.loginCommand,
      );
    const token = await renew({ machine: ctx.io.machine, store, host, fetch: ctx.fetch }, before.access_token);
    const after = (await store.read(host))?.credential;
    if (!token || !after?.expires_at) {
      throw new Failure(EXIT.auth, `Your sign-in to ${host} has ended: it was not used for too long, or it was ended.`, ctx.loginCommand);
    }
    if (out.isJson) out.json({ host, expires_at: after.expires_at });
    out.say(`Renewed. The access token now expires ${momentWithZone(after.expires_at)}.`);
  },
};
