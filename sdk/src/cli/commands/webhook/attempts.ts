import type { CommandModule } from "../../command.ts";
import { findWebhook, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";
import { printMessage } from "../../webhook/print.ts";

export const command: CommandModule = {
  description: "Show a message with every attempt to deliver it. --json has the requests and answers whole.",
  examples: [
    "cairn webhook attempts pager evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
    "cairn webhook attempts pager evt_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --json",
  ],
  args: [
    { name: "<webhook>", description: WEBHOOK_WORDS },
    { name: "<message>", description: "Id of the message, from cairn webhook deliveries" },
  ],
  options: [PLACE_OPTION],
  async run(ctx, invocation) {
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const { id } = await findWebhook(place, invocation.args[0] ?? "");
    const message = await place.hooks.message(id, invocation.args[1] ?? "", place.options);
    if (ctx.out.isJson) ctx.out.json(message);
    else printMessage(ctx, message);
  },
};
