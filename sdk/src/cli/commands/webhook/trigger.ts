import { EventType } from "../../../schema/events/index.ts";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";
import { nearest } from "../../text.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";
import { outcomeOf, printMessage } from "../../webhook/print.ts";

function typeOf(word: string): EventType {
  const type = EventType.safeParse(word);
  if (type.success) return type.data;
  const meant = nearest(word, EventType.options);
  throw usage(`There is no type of event ${word}.${meant ? ` Did you mean ${meant}?` : ""}`, "cairn api GET /event-types");
}

export const command: CommandModule = {
  description:
    "Send the example of a type of event to an endpoint, once and marked as a test, and show how that went. It fails when it is not delivered, and works while the endpoint is disabled too.",
  examples: ["cairn webhook trigger pager", "cairn webhook trigger pager run.finished --json"],
  args: [
    { name: "<webhook>", description: WEBHOOK_WORDS },
    { name: "[type]", description: "Type of event; webhook.tested when left out" },
  ],
  options: [PLACE_OPTION],
  async run(ctx, invocation) {
    const { out } = ctx;
    const type = typeOf(invocation.args[1] ?? "webhook.tested");
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const hook = await findWebhook(place, invocation.args[0] ?? "");
    const message = await place.hooks.test(hook.id, { type }, place.options);
    if (out.isJson) out.json(message);
    else printMessage(ctx, message);
    if (message.status === "delivered") return;
    const last = message.history.at(-1);
    throw new Failure(EXIT.failure, `${nameOf(hook)} did not take it${last ? `: ${outcomeOf(last)}` : ""}.`);
  },
};
