import type { Cairn } from "../client.ts";
import { quoteText } from "../filter/index.ts";
import type { Run } from "../schema/runs.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure, usage } from "./failure.ts";
import type { Scope } from "./selection.ts";
import { moment, plain } from "./text.ts";

/** How a run is named on the command line, for help. */
export const RUN_WORDS = "Run by its number, its id, or its name where only one has it";

const RUN_ID = /run_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
/** Runs of one name that are listed when it is not clear which is meant. */
const CANDIDATES_MAX = 5;

/** The only one of some runs; throws when there is none, or lists them when there are several. */
function only(word: string, runs: readonly Run[], total: number): Run {
  const [run] = runs;
  if (!run) throw new Failure(EXIT.notFound, `There is no run ${plain(word)} in this workspace.`, "cairn run list");
  if (total === 1) return run;
  throw new Failure(EXIT.usage, `${total} runs are called ${plain(word)}; say which by its number or id.`, undefined, {
    details: [
      ...runs.map((each) => `#${each.number}  ${each.status}  ${moment(each.created_at)}  ${each.id}`),
      ...(total > runs.length ? [`and ${total - runs.length} more`] : []),
    ],
  });
}

/**
 * The id of the run that a word names: an id (also inside the address of its page), `12` or `#12`, or a name that only one run has.
 * Throws Failure: not found, or usage with the candidates.
 */
export async function findRun(client: Cairn, scope: Scope, word: string): Promise<string> {
  const [id] = RUN_ID.exec(word) ?? [];
  if (id && (id === word || word.includes("/runs/"))) return id;
  const number = /^#?(\d{1,15})$/.exec(word)?.[1];
  const filter = number ? `number = ${number}` : `name = ${quoteText(word)}`;
  const found = await client.runs.search({ filter, lifecycle: "all", limit: CANDIDATES_MAX, fields: [] }, scope);
  // What was deleted or archived steps back behind the one that is in use.
  const active = found.items.filter((run) => !run.deleted_at && !run.archived_at);
  if (found.total <= CANDIDATES_MAX && active.length === 1) return only(word, active, 1).id;
  return only(word, found.items, found.total).id;
}

/** Ids of several runs, each once, in the order they were named. */
export async function findRuns(client: Cairn, scope: Scope, words: readonly (string | undefined)[]): Promise<string[]> {
  const named = words.filter((word) => word !== undefined && word !== "") as string[];
  if (named.length === 0) throw usage("Name the run.", "cairn run list");
  const ids: string[] = [];
  for (const word of new Set(named)) ids.push(await findRun(client, scope, word));
  return [...new Set(ids)];
}
