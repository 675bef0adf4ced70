import { setTimeout as pause } from "node:timers/promises";
import type { CommandModule } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { wakeOf } from "../../live-wake.ts";
import { needScope } from "../../selection.ts";
import { BuildView } from "../../tasks/build-view.ts";
import { findLocalBuild } from "../../tasks/builds.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS } from "../../tasks/place.ts";
import { localSnapshots, type Snapshot, serverSnapshots } from "../../tasks/watch.ts";

/** Pause between looks at the books of this machine, in ms. */
const PAUSE_MS = 300;
const RUNNING = new Set(["started", "suspended", "resumed", "checkpointed", "waiting"]);

export const command: CommandModule = {
  description: "Follow a build until it ends, with the view that `cairn build start` has. Ends with 0 for a success, 1 otherwise.",
  examples: ["cairn build watch bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", "cairn build watch nightly --local"],
  args: [{ name: "<build>", description: "Its id; of a local build also its name" }],
  options: PLACE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    const { signal } = ctx.io;
    let look: () => Promise<Snapshot>;
    let next: () => Promise<unknown>;
    let close = () => {};
    if (isLocal(ctx, invocation)) {
      const environment = localEnvironment(ctx, invocation);
      look = localSnapshots(environment, findLocalBuild(environment, word).id);
      next = () => pause(PAUSE_MS, undefined, { signal }).catch(() => {});
    } else {
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      const { id } = await client.builds.get(word, scope);
      look = serverSnapshots(client, scope, id);
      const wake = wakeOf(ctx, scope, null);
      next = () => wake.next();
      close = () => wake.close();
    }
    const labels = new Map<string, string>();
    const seen = new Map<string, string>();
    const view = new BuildView(ctx, (id) => labels.get(id) ?? id.slice(0, 8));
    let now: Snapshot;
    try {
      for (;;) {
        now = await look();
        for (const { id, label, event, error } of now.tasks) {
          labels.set(id, label);
          if (event === null || seen.get(id) === event) continue;
          seen.set(id, event);
          const failure = error === null ? {} : { error: { type: "Error", message: error } };
          view.onEvent({ type: event, task: id, at: new Date().toISOString(), key: "", ...failure });
        }
        const running = now.tasks.filter(({ event }) => event !== null && RUNNING.has(event)).length;
        const ended = now.tasks.filter(({ event }) => event !== null).length - running;
        view.onProgress({ discovered: now.tasks.length, ended, running, failed: 0, remainingMs: null });
        if (now.status !== "running" || signal.aborted) break;
        await next();
      }
    } finally {
      view.end(null);
      close();
    }
    if (out.isJson) out.json({ status: now.status, tasks: now.tasks.map(({ id, event, error }) => ({ id, event, error })) });
    else out.say(`The build ended as ${now.status}.`);
    if (now.status !== "success") throw new Failure(EXIT.failure, `The build ended as ${now.status}.`);
  },
};
