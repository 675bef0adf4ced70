import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { needScope } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  examples: ["cairn experiment list", "cairn experiment list --name vision/ --all --json"],
  options: [
    { flags: "--name <part>", description: "Only those whose name holds this, in any case" },
    { flags: "--archived", description: "Archived experiments" },
    ...PAGE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const query = {
      limit: pageSize(invocation),
      name: textOf(invocation, "name"),
      archived: invocation.options.archived === true ? ("yes" as const) : ("no" as const),
    };
    const page = await readPage(client.experiments.list(query, scope), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`No experiment in ${scope.organization}/${scope.workspace} fits.`);
    out.table(page.items, [
      { title: "NAME", value: (each) => each.name, style: () => "bold" },
      { title: "RUNS", value: (each) => each.run_count, align: "right" },
      { title: "LAST RUN", value: (each) => (each.last_run_at ? moment(each.last_run_at) : null), style: () => "dim" },
      { title: "DESCRIPTION", value: (each) => each.description.split("\n")[0] ?? "" },
      { title: "ID", whole: true, optional: "uncut", value: (each) => each.id, style: () => "dim" },
    ]);
    if (page.next_cursor) out.say(`There are more: add --all, or --cursor ${page.next_cursor}`);
  },
};
