import { resolve } from "node:path";
import type { CommandModule } from "../../command.ts";
import { needScope } from "../../selection.ts";
import { importRuns } from "../../transfer/import-runs.ts";

export const command: CommandModule = {
  description:
    "Bring exported runs into the workspace, with the same ids, points, lines and files. All of the folder is checked first; what is damaged or something else is refused and nothing is stored. Twice is harmless.",
  examples: ["cairn run import penguins", "cairn run import penguins --workspace archive --json"],
  args: [{ name: "<folder>", description: "Folder that `cairn run export` made" }],
  async run(ctx, { args }) {
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    await importRuns(ctx, client, scope, resolve(ctx.io.machine.cwd, args[0] ?? ""));
  },
};
