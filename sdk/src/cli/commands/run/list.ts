import type { Run } from "../../../schema/runs.ts";
import { RunStatus } from "../../../schema/runs.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { STATUS_STYLES } from "../../run-status.ts";
import { needScope } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  examples: ["cairn run list", "cairn run list --experiment penguins --status running", "cairn run list --all --json"],
  options: [
    { flags: "--experiment <name>", description: "Only runs of this experiment, by name or id" },
    { flags: "--status <status>", description: "Only runs with this status", choices: RunStatus.options },
    ...PAGE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const status = textOf(invocation, "status");
    const query = {
      limit: pageSize(invocation),
      experiment: textOf(invocation, "experiment"),
      ...(status && { status: RunStatus.parse(status) }),
    };
    const page = await readPage(client.runs.list(query, scope), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`No run in ${scope.organization}/${scope.workspace} fits.`);
    out.table<Run>(page.items, [
      { title: "#", value: (run) => run.number, align: "right" },
      { title: "NAME", value: (run) => run.name, style: () => "bold" },
      { title: "STATUS", value: (run) => run.status, style: (run) => STATUS_STYLES[run.status] },
      { title: "EXPERIMENT", value: (run) => run.experiment.name },
      { title: "STARTED", value: (run) => (run.started_at ? moment(run.started_at) : ""), style: () => "dim" },
      { title: "ID", whole: true, value: (run) => run.id, style: () => "dim" },
    ]);
    if (page.next_cursor) out.say(`There are more: add --all, or --cursor ${page.next_cursor}`);
  },
};
