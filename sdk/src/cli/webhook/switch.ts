import type { CommandModule } from "../command.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "./place.ts";

/** `cairn webhook enable` and `disable`: the same change, once to yes and once to no. */
export function switchCommand(verb: "enable" | "disable", description: string): CommandModule {
  const enabled = verb === "enable";
  return {
    description,
    examples: [`cairn webhook ${verb} pager`, ...(enabled ? ["cairn webhook enable pager --resume"] : [])],
    args: [{ name: "<webhook>", description: WEBHOOK_WORDS }],
    options: [...(enabled ? [{ flags: "--resume", description: "Send at once what was held or waits" }] : []), PLACE_OPTION],
    async run(ctx, invocation) {
      const { out } = ctx;
      const client = await ctx.client();
      const place = await placeOf(ctx, client, invocation);
      const { id } = await findWebhook(place, invocation.args[0] ?? "");
      const hook = await place.hooks.update(id, { enabled }, place.options);
      if (out.isJson) out.json(hook);
      out.say(`${enabled ? "Enabled" : "Disabled"} ${nameOf(hook)}.`);
      if (invocation.options.resume !== true) return;
      const { count } = await place.hooks.resume(id, place.options);
      out.say(count === 1 ? "1 message is sent now." : `${count} messages are sent now.`);
    },
  };
}
