import { type Run, SEARCH_LIMIT_MAX } from "@cairn/sdk/schema";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import type { Chosen } from "../bulk/selection";
import type { Lines } from "../model/lines";
import { type Question, searchOf } from "../model/question";
import type { Grouping } from "./queries";

export interface RangeInput {
  place: Place;
  question: Question;
  grouping: Grouping | null;
  lines: Lines;
  runAt: (index: number) => Run | undefined;
}

const chosen = ({ id, name, status }: Run): Chosen => ({ id, name, status });

/** Runs of the lines from one to another, both included; those that were never in view are fetched. Heads of groups have none. */
export async function rangeOf({ place, question, grouping, lines, runAt }: RangeInput, first: number, last: number): Promise<Chosen[]> {
  const known: Chosen[] = [];
  for (let index = first; index <= last; index++) {
    const run = runAt(index);
    if (run) known.push(chosen(run));
    else if (lines.at(index)?.kind === "run") return grouping ? known : fetchRange(place, question, first, last);
  }
  return known;
}

async function fetchRange(place: Place, question: Question, first: number, last: number): Promise<Chosen[]> {
  const runs: Chosen[] = [];
  for (let offset = first; offset <= last; offset += SEARCH_LIMIT_MAX) {
    const limit = Math.min(SEARCH_LIMIT_MAX, last - offset + 1);
    const page = await api.runs.search({ ...searchOf(question), fields: [], offset, limit }, place);
    runs.push(...page.items.map(chosen));
    if (page.items.length < limit) break;
  }
  return runs;
}
