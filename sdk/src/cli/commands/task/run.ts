import { type CommandModule, textOf } from "../../command.ts";
import { loadModule } from "../../tasks/module.ts";
import { findDeclared, PARAMETER_OPTIONS, parametersOf } from "../../tasks/parameters.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { BUILD_OPTIONS, parametersSaid, prepareEnvironment, runBuild } from "../../tasks/run-build.ts";

export const command: CommandModule = {
  description: "Compute one task of a module with all that it needs, as far as it is missing. Prints where its output is.",
  examples: [
    "cairn task run pipeline/tasks.ts load --set city=Seattle",
    "cairn task run pipeline/tasks.ts weather.train --set on=3f2a9c01 --set rounds=40 --set rate=0.1",
    `cairn task run pipeline/tasks.ts load --params '{"city":"New York"}' --dry-run`,
  ],
  args: [
    { name: "<module>", description: "File that declares the type" },
    { name: "<type>", description: "An export of the module, or the name of a type: train, weather.train, weather.train@1" },
  ],
  options: [...PARAMETER_OPTIONS, ...BUILD_OPTIONS, { flags: "--name <name>", description: "Name of the build" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const [path = "", typeName = ""] = invocation.args;
    const module = await loadModule(ctx, path);
    const environment = await prepareEnvironment(ctx, invocation, module);
    const type = findDeclared(module, typeName);
    const task = type.make(await parametersOf(type, invocation, { sdk: module.sdk, environment }));
    const root = textOf(invocation, "root");
    const origin = { module: module.file, type: typeName, ...parametersSaid(invocation), ...(root === undefined ? {} : { root }) };
    await runBuild(ctx, invocation, module, { tasks: [task], environment, origin });
  },
};
