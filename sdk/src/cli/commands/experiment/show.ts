import type { CommandModule } from "../../command.ts";
import { EXPERIMENT_WORDS, findExperiment } from "../../find-experiment.ts";
import { STATUS_STYLES } from "../../run-status.ts";
import { needScope } from "../../selection.ts";
import { counted, moment, plain } from "../../text.ts";

export const command: CommandModule = {
  description: "Show one experiment: facts, tags, description, and its runs by status.",
  examples: ["cairn experiment show penguins", "cairn experiment show penguins --json"],
  args: [{ name: "<experiment>", description: EXPERIMENT_WORDS, complete: "experiment" }],
  async run(ctx, { args }) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const experiment = await findExperiment(client, scope, args[0] ?? "");
    if (out.isJson) return out.json(experiment);
    const stats = await client.runs.stats({ experiment: experiment.id }, scope);
    out.data(out.paint(out.stdout, "bold", plain(experiment.name)));
    out.facts(out.stdout, [
      ["Runs", counted(experiment.run_count, "run")],
      ["Last run", experiment.last_run_at ? moment(experiment.last_run_at) : null],
      ["Created", moment(experiment.created_at)],
      ["Archived", experiment.archived_at ? moment(experiment.archived_at) : undefined],
      ...Object.entries(experiment.tags).map(([key, value]) => [`Tag ${key}`, value] as const),
      ["Id", experiment.id],
    ]);
    const statuses = (Object.keys(STATUS_STYLES) as (keyof typeof STATUS_STYLES)[]).filter((status) => (stats.by_status[status] ?? 0) > 0);
    if (statuses.length > 0) {
      out.data("");
      out.table(statuses, [
        { title: "STATUS", value: (status) => status, style: (status) => STATUS_STYLES[status] },
        { title: "RUNS", value: (status) => stats.by_status[status] ?? 0, align: "right" },
      ]);
    }
    // First attempts are what a run is by itself; a second one is worth a word.
    if (stats.by_attempt.some(({ attempt }) => attempt > 1)) {
      out.data("");
      out.table(stats.by_attempt, [
        { title: "ATTEMPT", value: ({ attempt }) => attempt, align: "right" },
        { title: "RUNS", value: ({ total }) => total, align: "right" },
        { title: "FAILED", value: ({ by_status }) => (by_status.failed ?? 0) + (by_status.crashed ?? 0), align: "right" },
      ]);
    }
    if (experiment.description) out.data(`\n${experiment.description.split("\n").map(plain).join("\n").trimEnd()}`);
  },
};
