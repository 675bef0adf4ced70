import type { CommandModule } from "../../command.ts";
import { Interrupted, usage } from "../../failure.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";

export const command: CommandModule = {
  description: "Delete an endpoint with its secret and the log of its deliveries.",
  examples: ["cairn webhook delete pager", "cairn webhook delete we_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --yes"],
  args: [{ name: "<webhook>", description: WEBHOOK_WORDS }],
  options: [{ flags: "-y, --yes", description: "Do not ask" }, PLACE_OPTION],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const hook = await findWebhook(place, invocation.args[0] ?? "");
    const name = nameOf(hook);
    if (invocation.options.yes !== true) {
      if (!ctx.canAsk) throw usage(`Deleting ${name} cannot be undone; add --yes to do it without a question.`);
      if (!(await ctx.prompts.confirm(`Delete ${name}? What waits is dropped, and the log of its deliveries is lost.`)))
        throw new Interrupted();
    }
    await place.hooks.delete(hook.id, place.options);
    if (out.isJson) out.json({ id: hook.id, deleted: true });
    out.say(`Deleted ${name}.`);
  },
};
