import type { Cairn } from "../client.ts";
import type { Experiment } from "../schema/experiments.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import type { Scope } from "./selection.ts";
import { plain } from "./text.ts";

/** How an experiment is named on the command line, for help. */
export const EXPERIMENT_WORDS = "Experiment by its name or id";

/** The experiment that a word names, archived ones too. Throws Failure when there is none. */
export async function findExperiment(client: Cairn, scope: Scope, word: string): Promise<Experiment> {
  if (/^exp_[0-9a-f-]{36}$/.test(word)) return client.experiments.get(word, scope);
  for await (const experiment of client.experiments.list({ name: word.slice(0, 100), archived: "all", limit: 200 }, scope))
    if (experiment.name === word) return experiment;
  throw new Failure(EXIT.notFound, `There is no experiment ${plain(word)} in this workspace.`, "cairn experiment list");
}
