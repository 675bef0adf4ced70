import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { FIELD_OPTIONS, fieldsOf } from "../../webhook/fields.ts";
import { findWebhook, nameOf, PLACE_OPTION, placeOf, WEBHOOK_WORDS } from "../../webhook/place.ts";

export const command: CommandModule = {
  description: "Change an endpoint: only what is given. --events and --header replace all that were set before.",
  examples: [
    "cairn webhook update pager --events run.crashed --events run.finished",
    "cairn webhook update pager --url https://hooks.example.org/v2 --rate-limit 10",
  ],
  args: [{ name: "<webhook>", description: WEBHOOK_WORDS }],
  options: [{ flags: "--url <url>", description: "Send to this address from now on" }, ...FIELD_OPTIONS, PLACE_OPTION],
  async run(ctx, invocation) {
    const { out } = ctx;
    const url = textOf(invocation, "url");
    const changes = { ...fieldsOf(invocation), ...(url && { url }) };
    if (Object.keys(changes).length === 0) throw usage("Say what is to change.", "cairn webhook update --help");
    const client = await ctx.client();
    const place = await placeOf(ctx, client, invocation);
    const { id } = await findWebhook(place, invocation.args[0] ?? "");
    const changed = await place.hooks.update(id, changes, place.options);
    if (out.isJson) out.json(changed);
    out.say(`Changed ${nameOf(changed)}.`);
  },
};
