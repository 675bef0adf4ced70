import { resolve } from "node:path";
import { chosenRuns, RUNS_ARGUMENT } from "../../change-runs.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { WHICH_OPTIONS } from "../../run-query.ts";
import { needScope } from "../../selection.ts";
import { exportRuns } from "../../transfer/export-runs.ts";

export const command: CommandModule = {
  description:
    "Save runs with everything in a folder: facts, every point (Parquet), log, media, files, and a manifest with digests. Broken off, the same command goes on. `cairn run import` brings them into any workspace.",
  examples: ["cairn run export 12 13 -o penguins", "cairn run export --experiment penguins --filter 'metrics.loss.min < 0.2' -o best"],
  args: [RUNS_ARGUMENT],
  options: [...WHICH_OPTIONS, { flags: "-o, --output <folder>", description: "Folder to save them in" }],
  async run(ctx, invocation) {
    const output = textOf(invocation, "output");
    if (!output) throw usage("Say where to save them: --output <folder>.", "cairn run export --help");
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const { ids } = await chosenRuns(client, scope, invocation, { words: invocation.args });
    if (ids.length === 0) throw usage(`No run in ${scope.organization}/${scope.workspace} fits.`);
    await exportRuns(ctx, client, scope, ids, resolve(ctx.io.machine.cwd, output));
  },
};
