import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { PLACE_OPTION, placeOf } from "../../webhook/place.ts";
import { stateOf } from "../../webhook/print.ts";

export const command: CommandModule = {
  description: "List the endpoints that events are sent to. Those of the organization include those of its workspaces.",
  examples: ["cairn webhook list", "cairn webhook list --workspace vision --in-workspace --json"],
  options: [PLACE_OPTION],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    const { hooks, options } = await placeOf(ctx, client, invocation);
    const page = await readAll(hooks.list({ limit: 200 }, options));
    if (out.isJson) return out.json(page);
    if (page.items.length === 0)
      return out.say("No endpoints. Make one: cairn webhook create https://hooks.example.org/cairn, or try: cairn webhook listen --help");
    out.table(page.items, [
      { title: "ENDPOINT", value: ({ description, url }) => description || url, style: () => "bold" },
      { title: "STATE", value: stateOf, style: ({ enabled }) => (enabled ? "green" : "red") },
      { title: "EVENTS", value: ({ types }) => types.join(", ") },
      { title: "FORMAT", value: ({ format }) => format, optional: "uncut" },
      { title: "URL", value: ({ url }) => url, optional: "cut" },
      { title: "ID", whole: true, value: ({ id }) => id, style: () => "dim" },
    ]);
  },
};
