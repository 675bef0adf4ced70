import { hostname } from "node:os";
import { type CommandModule, textOf } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { findLocalBuild } from "../../tasks/builds.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS } from "../../tasks/place.ts";

export const command: CommandModule = {
  description: "Stop a build: nothing more starts, what runs is told. A local one is stopped by a signal to its process.",
  examples: ["cairn build cancel bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c"],
  args: [{ name: "<build>", description: "Its id; of a local build also its name" }],
  options: [{ flags: "--reason <text>", description: "Why; it is kept with the build (workspace)" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    if (!isLocal(ctx, invocation)) {
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      const reason = textOf(invocation, "reason");
      const build = await client.builds.cancel(word, reason === undefined ? {} : { reason }, scope);
      if (out.isJson) out.json(build);
      return out.say(`Cancelled ${build.name}.`);
    }
    const { id, status, host, pid } = findLocalBuild(localEnvironment(ctx, invocation), word);
    if (status !== "running") throw new Failure(EXIT.conflict, `The build ${id} does not run: it ended as ${status}.`);
    if (host !== hostname()) throw new Failure(EXIT.conflict, `The build ${id} runs on ${host}; stop process ${pid} there.`);
    process.kill(pid, "SIGTERM");
    if (out.isJson) out.json({ id, pid });
    out.say(`Told process ${pid} to end. \`cairn build resume ${id}\` goes on with it.`);
  },
};
