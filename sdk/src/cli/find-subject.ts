import type { Cairn } from "../client.ts";
import { findExperiment } from "./find-experiment.ts";
import { findRun } from "./find-run.ts";
import type { Scope } from "./selection.ts";

/** How what is commented on is named on the command line, for help. */
export const SUBJECT_WORDS = "Run by its number, its id, or its name where only one has it; or experiment/<name>, or an experiment's id";

const EXPERIMENT_ID = /exp_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
const EXPERIMENT_PREFIX = "experiment/";

/** The id of the run or experiment that a word names; ids are found inside the address of a page too. Throws Failure when there is none. */
export async function findSubject(client: Cairn, scope: Scope, word: string): Promise<string> {
  const [id] = EXPERIMENT_ID.exec(word) ?? [];
  if (id && (id === word || word.includes("/experiments/"))) return id;
  if (word.startsWith(EXPERIMENT_PREFIX)) return (await findExperiment(client, scope, word.slice(EXPERIMENT_PREFIX.length))).id;
  return findRun(client, scope, word);
}
