import type { CommandModule } from "../../command.ts";
import { loadModule, tasksOf } from "../../tasks/module.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { BUILD_OPTIONS, prepareEnvironment, runBuild } from "../../tasks/run-build.ts";

export const command: CommandModule = {
  description:
    "Build what a module exports, as far as it is missing: a task, a list or record of tasks, or a function that gives them. Prints where the outputs are. Ctrl-C ends it in good order; `cairn build resume` goes on.",
  examples: [
    "cairn build start pipeline/tasks.ts",
    "cairn build start pipeline/tasks.ts#reports --runner threads --keep-going",
    "cairn build start pipeline/tasks.ts#reports --dry-run",
  ],
  args: [{ name: "<module>", description: "File, and after # the export: the default one when left out" }],
  options: [...BUILD_OPTIONS, { flags: "--name <name>", description: "Name of the build" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const module = await loadModule(ctx, invocation.args[0] ?? "");
    const environment = await prepareEnvironment(ctx, invocation, module);
    const tasks = await tasksOf(module);
    const origin = { module: module.file, ...(module.exportName === undefined ? {} : { export: module.exportName }) };
    await runBuild(ctx, invocation, module, { tasks, environment, origin });
  },
};
