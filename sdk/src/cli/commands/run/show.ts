import type { CommandModule } from "../../command.ts";
import { STATUS_STYLES } from "../../run-status.ts";
import { needScope } from "../../selection.ts";
import { moment } from "../../text.ts";

/** Six digits tell curves apart; --json has them all. */
const shown = (value: number | string) => (typeof value === "number" ? Number(value.toPrecision(6)) : value);

export const command: CommandModule = {
  examples: ["cairn run show run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", "cairn run show run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --json"],
  args: [{ name: "<run>", description: "Id of the run, as in `cairn run list`" }],
  async run(ctx, { args }) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const run = await client.runs.get(args[0] ?? "", scope);
    if (out.isJson) return out.json(run);
    const fields = Object.entries(run.params).map(([key, value]) => ({ key, value: String(value) }));
    out.data(
      `${out.paint(out.stdout, "bold", `#${run.number} ${run.name}`)}  ${out.paint(out.stdout, STATUS_STYLES[run.status], run.status)}`,
    );
    out.facts(out.stdout, [
      ["Experiment", run.experiment.name],
      ["By", run.created_by.name],
      ["Started", run.started_at ? moment(run.started_at) : null],
      ["Finished", run.finished_at ? moment(run.finished_at) : null],
      ["Error", run.error ?? undefined],
      ["Commit", run.environment.git?.commit],
      ["Id", run.id],
      ["Page", `${ctx.host}/${scope.organization}/${scope.workspace}/runs/${run.id}`],
    ]);
    if (fields.length > 0) {
      out.data("");
      out.table(fields, [
        { title: "PARAM", value: (field) => field.key },
        { title: "VALUE", value: (field) => field.value },
      ]);
    }
    const metrics = Object.entries(run.metrics);
    if (metrics.length === 0) return;
    out.data("");
    out.table(metrics, [
      { title: "METRIC", value: ([key]) => key },
      { title: "LAST", value: ([, metric]) => shown(metric.last), align: "right" },
      { title: "MIN", value: ([, metric]) => shown(metric.min), align: "right" },
      { title: "MAX", value: ([, metric]) => shown(metric.max), align: "right" },
      { title: "POINTS", value: ([, metric]) => metric.count, align: "right" },
    ]);
  },
};
