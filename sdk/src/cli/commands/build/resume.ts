import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { findLocalBuild } from "../../tasks/builds.ts";
import { loadModule, tasksOf } from "../../tasks/module.ts";
import { findDeclared, parametersOf } from "../../tasks/parameters.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS } from "../../tasks/place.ts";
import { BUILD_OPTIONS, originOf, prepareEnvironment, runBuild } from "../../tasks/run-build.ts";

export const command: CommandModule = {
  description:
    "Go on with a build that ended: what is complete stays, the rest is computed. A build that a command started on this machine is known with its module; else name the module again.",
  examples: [
    "cairn build resume bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c",
    "cairn build resume bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c pipeline/tasks.ts#reports --runner threads",
  ],
  args: [
    { name: "<build>", description: "Its id; of a local build also its name" },
    { name: "[module]", description: "File, and after # the export, that the build was started with" },
  ],
  options: [...BUILD_OPTIONS, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const [word = "", given] = invocation.args;
    const local = localEnvironment(ctx, invocation);
    const id = isLocal(ctx, invocation) ? findLocalBuild(local, word).id : word;
    if (isLocal(ctx, invocation) && findLocalBuild(local, word).status === "running")
      throw new Failure(EXIT.conflict, `The build ${id} still runs.`, `cairn build watch ${id}`);
    const origin = given === undefined ? originOf(local, id) : { module: given };
    if (!origin)
      throw new Failure(EXIT.usage, `How ${id} was started is not known here; name its module.`, `cairn build resume ${id} <module>`);
    const spec = "export" in origin && origin.export !== undefined ? `${origin.module}#${origin.export}` : origin.module;
    const module = await loadModule(ctx, spec);
    const environment = await prepareEnvironment(ctx, invocation, module);
    let tasks: Awaited<ReturnType<typeof tasksOf>>;
    if ("type" in origin && origin.type !== undefined) {
      const type = findDeclared(module, origin.type);
      const said = { args: [], options: { set: [...(origin.set ?? [])], params: origin.params } };
      tasks = [type.make(await parametersOf(type, said, { sdk: module.sdk, environment }))];
    } else tasks = await tasksOf(module);
    await runBuild(ctx, invocation, module, { tasks, environment, origin, id });
  },
};
