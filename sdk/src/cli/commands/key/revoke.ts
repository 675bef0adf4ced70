import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, Interrupted, usage } from "../../failure.ts";
import { needOrganization } from "../../selection.ts";

export const command: CommandModule = {
  description: "End a key at once. Programs that use it stop working.",
  examples: ["cairn key revoke laptop", "cairn key revoke key_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --yes"],
  args: [{ name: "<key>", description: "Id or name of the key" }],
  options: [{ flags: "-y, --yes", description: "Do not ask" }],
  async run(ctx, { args, options }) {
    const { out } = ctx;
    const named = args[0] ?? "";
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    let id = named;
    if (!named.startsWith("key_")) {
      const fitting = (await client.keys.list({ limit: 200 }, { organization }).toArray()).filter(
        ({ name, revoked_at }) => name === named && !revoked_at,
      );
      if (fitting.length > 1) throw usage(`Several keys are called ${named}; give the id: ${fitting.map((key) => key.id).join(", ")}.`);
      if (!fitting[0]) throw new Failure(EXIT.notFound, `There is no key ${named} in ${organization}.`, "cairn key list");
      id = fitting[0].id;
    }
    if (options.yes !== true) {
      if (!ctx.canAsk) throw usage(`Revoking ${named} cannot be undone; add --yes to do it without a question.`);
      if (!(await ctx.prompts.confirm(`Revoke ${named}? Programs that use it stop working at once.`))) throw new Interrupted();
    }
    await client.keys.revoke(id, { organization });
    if (out.isJson) out.json({ id, revoked: true });
    out.say(`Revoked ${named}.`);
  },
};
