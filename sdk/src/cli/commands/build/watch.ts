import { setTimeout as pause } from "node:timers/promises";
import { CairnError } from "../../../errors.ts";
import type { CommandModule } from "../../command.ts";
import type { Context } from "../../context.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { wakeOf } from "../../live-wake.ts";
import { needScope } from "../../selection.ts";
import { BuildView } from "../../tasks/build-view.ts";
import { findLocalBuild } from "../../tasks/builds.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS } from "../../tasks/place.ts";
import { type Look, localLooks, type Seen, serverLooks } from "../../tasks/watch.ts";

/** Pause between looks at the books of this machine, in ms. */
const PAUSE_MS = 300;

/** Looks again when the server does not answer: one that restarts is no reason to end. */
function patient({ host, out, io }: Context, look: () => Promise<Look>, next: () => Promise<unknown>): () => Promise<Look> {
  let isLost = false;
  return async () => {
    for (;;) {
      try {
        const found = await look();
        isLost = false;
        return found;
      } catch (error) {
        if (io.signal.aborted || !CairnError.isCairnError(error) || !error.isRetryable) throw error;
        if (!isLost) out.say(`${host} does not answer; trying again.`);
        isLost = true;
        await next();
      }
    }
  };
}

export const command: CommandModule = {
  description: "Follow a build until it ends, with the view that `cairn build start` has. Ends with 0 for a success, 1 otherwise.",
  examples: ["cairn build watch bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", "cairn build watch nightly --local"],
  args: [{ name: "<build>", description: "Its id; of a local build also its name" }],
  options: PLACE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    const { signal } = ctx.io;
    let look: () => Promise<Look>;
    let next: () => Promise<unknown>;
    let close = () => {};
    if (isLocal(ctx, invocation)) {
      const environment = localEnvironment(ctx, invocation);
      look = localLooks(environment, findLocalBuild(environment, word).id);
      next = () => pause(PAUSE_MS, undefined, { signal }).catch(() => {});
    } else {
      const client = await ctx.client();
      const scope = await needScope(ctx, client);
      const { id } = await client.builds.get(word, scope);
      const wake = wakeOf(ctx, scope, { build: id });
      look = patient(ctx, serverLooks(client, scope, id), () => wake.next());
      next = () => wake.next();
      close = () => wake.close();
    }
    const labels = new Map<string, string>();
    const seen = new Map<string, Omit<Seen, "label">>();
    const view = new BuildView(ctx, (id) => labels.get(id) ?? id.slice(0, 8));
    let now: Look;
    try {
      for (;;) {
        now = await look();
        for (const { id, label, event, error } of now.news) {
          labels.set(id, label);
          if (seen.get(id)?.event === event) continue;
          seen.set(id, { id, event, error });
          const failure = error === null ? {} : { error: { type: "Error", message: error } };
          view.onEvent({ type: event, task: id, at: new Date().toISOString(), key: "", ...failure });
        }
        const { discovered, ended, running } = now;
        view.onProgress({ discovered, ended, running, failed: 0, remainingMs: null });
        if (now.status !== "running" || signal.aborted) break;
        await next();
      }
    } finally {
      view.end(null);
      close();
    }
    if (out.isJson) out.json({ status: now.status, tasks: [...seen.values()] });
    else out.say(`The build ended as ${now.status}.`);
    if (now.status !== "success") throw new Failure(EXIT.failure, `The build ended as ${now.status}.`);
  },
};
