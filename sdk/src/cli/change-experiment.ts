import type { Experiment, UpdateExperiment } from "../schema/experiments.ts";
import type { Context } from "./context.ts";
import { findExperiment } from "./find-experiment.ts";
import { needScope } from "./selection.ts";
import { plain } from "./text.ts";

/** Changes the experiment that a word names, and says so. */
export async function changeExperiment(
  ctx: Context,
  word: string | undefined,
  change: UpdateExperiment,
  done: (changed: Experiment) => string,
): Promise<void> {
  const client = await ctx.client();
  const scope = await needScope(ctx, client);
  const { id } = await findExperiment(client, scope, word ?? "");
  const changed = await client.experiments.update(id, change, scope);
  if (ctx.out.isJson) ctx.out.json(changed);
  ctx.out.say(plain(done(changed)));
}
