import type { CommandModule } from "../../command.ts";
import { compareRuns } from "../../compare-runs.ts";
import { usage } from "../../failure.ts";
import { findRuns, RUN_WORDS } from "../../find-run.ts";
import { needScope } from "../../selection.ts";
import { counted } from "../../text.ts";

/** Runs beside each other: more cannot be read. */
const RUNS_MAX = 50;

export const command: CommandModule = {
  description:
    "Show where runs differ: params, results, tags, last values of metrics, and how they ran. What is equal everywhere is left out.",
  examples: ["cairn run compare 12 13 14", "cairn run compare 12 13 --all --json"],
  args: [{ name: "<runs...>", description: RUN_WORDS, complete: "run" }],
  options: [{ flags: "--all", description: "Show what is equal too" }],
  async run(ctx, { args, options }) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const ids = await findRuns(client, scope, args);
    if (ids.length < 2) throw usage("Name two runs or more.", "cairn run compare 12 13");
    if (ids.length > RUNS_MAX) throw usage(`At most ${RUNS_MAX} runs can be compared at once.`);
    const runs = await Promise.all(ids.map((id) => client.runs.get(id, scope)));
    const all = compareRuns(runs);
    const rows = options.all === true ? all : all.filter(({ differs }) => differs);
    if (out.isJson)
      return out.json({
        runs: runs.map(({ id, number, name }) => ({ id, number, name })),
        fields: rows.map(({ field, values, differs }) => ({ field, values, differs })),
      });
    if (rows.length > 0) {
      out.table(rows, [
        { title: "FIELD", value: ({ field }) => field, style: ({ differs }) => (differs && options.all === true ? "yellow" : undefined) },
        ...runs.map((run, i) => ({
          title: `#${run.number} ${run.name}`,
          value: ({ shown }: (typeof rows)[number]) => shown[i],
        })),
      ]);
    } else out.say("These runs do not differ.");
    const equal = all.length - all.filter(({ differs }) => differs).length;
    if (options.all !== true && equal > 0) out.say(`${counted(equal, "field")} are the same: --all shows them.`);
  },
};
