import type { RunDetail } from "../../../schema/runs.ts";
import type { CommandModule } from "../../command.ts";
import type { Context } from "../../context.ts";
import type { Curves } from "../../curves.ts";
import { curvesOf } from "../../curves.ts";
import { findRun, RUN_WORDS } from "../../find-run.ts";
import { durationMs } from "../../run-fields.ts";
import { STATUS_STYLES } from "../../run-status.ts";
import { needScope } from "../../selection.ts";
import { bytes, counted, moment, plain, shortNumber, span } from "../../text.ts";

/** Metrics whose curves one question brings. */
const CURVES_AT_ONCE = 200;

const shown = (value: number | string) => (typeof value === "number" ? shortNumber(value) : value);

function facts(ctx: Context, run: RunDetail, page: string): void {
  const { out } = ctx;
  const { git, command, runtime, gpus } = run.environment;
  const took = durationMs(run);
  const isDirty = git?.dirty || git?.diff !== undefined || git?.diff_left_out !== undefined;
  const place = [run.user, run.host].filter(Boolean).join("@");
  out.facts(out.stdout, [
    ["Experiment", run.experiment.name],
    ["Group", run.group ?? undefined],
    ["Parent", run.parent ? `${run.parent.name} (${run.parent.id})` : undefined],
    ["Children", run.child_count > 0 ? `${run.child_count}` : undefined],
    ["By", run.created_by.name],
    ["Started", run.started_at ? moment(run.started_at) : null],
    ["Finished", run.finished_at ? moment(run.finished_at) : null],
    ["Duration", took === null ? undefined : span(took)],
    ["Attempt", run.attempt > 1 ? `${run.attempt}` : undefined],
    ["Archived", run.archived_at ? moment(run.archived_at) : undefined],
    [
      "Deleted",
      run.deleted_at ? `${moment(run.deleted_at)}${run.purge_at ? `, gone for good on ${moment(run.purge_at)}` : ""}` : undefined,
    ],
    ["Error", run.error ?? undefined],
    ["Commit", git?.commit && `${git.commit}${git.branch ? ` on ${git.branch}` : ""}${isDirty ? ", with changes not committed" : ""}`],
    ["Remote", git?.remote],
    ["Command", command],
    ["Host", place || undefined],
    ["Runtime", runtime],
    ["GPUs", gpus?.map((gpu) => gpu.name).join(", ") || undefined],
    ["Log", run.line_count > 0 ? `${counted(run.line_count, "line")}: cairn run logs ${run.number}` : undefined],
    [
      "Files",
      run.artifact_count > 0
        ? `${counted(run.artifact_count, "file")}, ${bytes(run.artifact_bytes)}: cairn run artifacts ls ${run.number}`
        : undefined,
    ],
    ["Id", run.id],
    ["Page", page],
  ]);
}

export const command: CommandModule = {
  description: "Show one run: facts, params, results, metrics with their curves, notes.",
  examples: ["cairn run show 12", "cairn run show brave-otter-12", "cairn run show run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --json"],
  args: [{ name: "<run>", description: RUN_WORDS, complete: "run" }],
  async run(ctx, { args }) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const run = await client.runs.get(await findRun(client, scope, args[0] ?? ""), scope);
    if (out.isJson) return out.json(run);
    out.data(
      `${out.paint(out.stdout, "bold", plain(`#${run.number} ${run.name}`))}  ${out.paint(out.stdout, STATUS_STYLES[run.status], run.status)}`,
    );
    facts(ctx, run, `${ctx.host}/${scope.organization}/${scope.workspace}/runs/${run.id}`);
    for (const [title, fields] of [
      ["PARAM", run.params],
      ["RESULT", run.summary],
      ["TAG", run.tags],
    ] as const) {
      const rows = Object.entries(fields);
      if (rows.length === 0) continue;
      out.data("");
      out.table(rows, [
        { title, value: ([key]) => key },
        { title: "VALUE", value: ([, value]) => String(value) },
      ]);
    }
    const metrics = Object.entries(run.metrics);
    if (metrics.length > 0) {
      const keys = metrics.map(([key]) => key);
      const curves: Curves[] = [];
      for (let i = 0; out.room !== null && i < keys.length; i += CURVES_AT_ONCE)
        curves.push(await curvesOf(client, scope, [run.id], keys.slice(i, i + CURVES_AT_ONCE)));
      out.data("");
      out.table(metrics, [
        { title: "METRIC", value: ([key]) => key },
        { title: "LAST", value: ([, metric]) => shown(metric.last), align: "right" },
        { title: "MIN", value: ([, metric]) => shown(metric.min), align: "right" },
        { title: "MAX", value: ([, metric]) => shown(metric.max), align: "right" },
        { title: "POINTS", value: ([, metric]) => metric.count, align: "right" },
        ...(curves.length > 0
          ? [
              {
                title: "CURVE",
                whole: true as const,
                optional: "cut" as const,
                value: ([key]: (typeof metrics)[number]) => curves.map((each) => each.line(run.id, key, !out.hasUnicode)).join(""),
                style: () => "cyan" as const,
              },
            ]
          : []),
      ]);
    }
    if (run.notes) out.data(`\n${run.notes.split("\n").map(plain).join("\n").trimEnd()}`);
  },
};
