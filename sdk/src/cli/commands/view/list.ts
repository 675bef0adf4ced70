import type { CommandModule } from "../../command.ts";
import { readAll } from "../../lists.ts";
import { needScope } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  description: "List the saved views of the pages: your own and those shared with the workspace.",
  examples: ["cairn view list", "cairn view list --json"],
  async run(ctx) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const page = await readAll(client.views.list({ limit: 200 }, scope));
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("No view was saved yet.");
    out.table(page.items, [
      { title: "NAME", value: (view) => view.name, style: () => "bold" },
      { title: "PAGE", value: (view) => view.page },
      { title: "SCOPE", value: (view) => view.scope },
      { title: "FILTER", value: ({ state }) => (typeof state.filter === "string" && state.filter ? state.filter : null) },
      { title: "BY", value: (view) => view.created_by.name ?? null },
      { title: "CHANGED", value: (view) => moment(view.updated_at), style: () => "dim" },
      { title: "ID", whole: true, optional: "uncut", value: (view) => view.id, style: () => "dim" },
    ]);
  },
};
