import type { CommandModule } from "../../command.ts";
import { FIELD_OPTIONS, fieldsOf } from "../../webhook/fields.ts";
import { PLACE_OPTION, placeOf } from "../../webhook/place.ts";

export const command: CommandModule = {
  description: "Create an endpoint. Its secret, with which every request is signed, goes to standard output.",
  examples: [
    "cairn webhook create https://hooks.example.org/cairn",
    "cairn webhook create https://hooks.example.org/cairn --events 'run.*' --description 'pager' --header 'x-team: vision'",
    "cairn webhook create https://hooks.slack.com/services/… --format slack --events run.crashed --in-workspace",
  ],
  args: [{ name: "<url>", description: "https address on a public host" }],
  options: [...FIELD_OPTIONS, PLACE_OPTION],
  async run(ctx, invocation) {
    const { out } = ctx;
    const fields = fieldsOf(invocation);
    const client = await ctx.client();
    const { hooks, options } = await placeOf(ctx, client, invocation);
    const created = await hooks.create({ url: invocation.args[0] ?? "", ...fields }, options);
    if (out.isJson) out.json(created);
    else out.data(created.secret);
    out.say(`Created ${created.id} for ${created.types.join(", ")}. Try it: cairn webhook trigger ${created.id}`);
  },
};
