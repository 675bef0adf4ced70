import { resolve } from "node:path";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { EXPERIMENT_WORDS, findExperiment } from "../../find-experiment.ts";
import { allRuns } from "../../run-query.ts";
import { needScope } from "../../selection.ts";
import { exportRuns } from "../../transfer/export-runs.ts";

export const command: CommandModule = {
  description: "Save all runs of an experiment in a folder, archived ones too, as `cairn run export` does.",
  examples: ["cairn experiment export penguins -o penguins"],
  args: [{ name: "<experiment>", description: EXPERIMENT_WORDS, complete: "experiment" }],
  options: [{ flags: "-o, --output <folder>", description: "Folder to save them in" }],
  async run(ctx, invocation) {
    const output = textOf(invocation, "output");
    if (!output) throw usage("Say where to save them: --output <folder>.", "cairn experiment export --help");
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const { id, name } = await findExperiment(client, scope, invocation.args[0] ?? "");
    const runs = [];
    for (const lifecycle of ["active", "archived"] as const)
      runs.push(...(await allRuns(client, scope, invocation, { experiments: [id], lifecycle, fields: [] })));
    if (runs.length === 0) throw usage(`${name} has no runs.`);
    const ids = runs.sort((a, b) => a.number - b.number).map((run) => run.id);
    await exportRuns(ctx, client, scope, ids, resolve(ctx.io.machine.cwd, output));
  },
};
