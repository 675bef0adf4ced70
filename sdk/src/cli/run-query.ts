import type { Cairn } from "../client.ts";
import { type Field, printField, quoteText } from "../filter/index.ts";
import type { RunSearchInput } from "../inputs.ts";
import { type Run, RunStatus } from "../schema/runs.ts";
import { type RunPage, SEARCH_LIMIT_MAX, type SortBy } from "../schema/search.ts";
import { type CommandOption, type Invocation, listOf, textOf } from "./command.ts";
import { usage } from "./failure.ts";
import { checkFilter, withFilter } from "./filter-error.ts";
import { fieldOf } from "./run-fields.ts";
import type { Scope } from "./selection.ts";

/** Options that say which runs. */
export const WHICH_OPTIONS: readonly CommandOption[] = [
  { flags: "--filter <filter>", description: `Runs that fit, e.g. 'metrics.loss.min < 0.2 and tags.team = "vision"' (docs/search.md)` },
  {
    flags: "--experiment <name>",
    description: "Runs of this experiment, by name or id; may be repeated",
    repeat: true,
    complete: "experiment",
  },
  { flags: "--status <status>", description: "Runs with this status", choices: RunStatus.options },
];

/** True when the command line says which runs by a condition, not by name. */
export const hasCondition = ({ options }: Invocation) =>
  options.filter !== undefined || options.experiment !== undefined || options.status !== undefined;

/** What --filter, --experiment and --status ask for. */
export function whereOf(invocation: Invocation): Pick<RunSearchInput, "filter" | "experiments"> {
  const filter = textOf(invocation, "filter");
  const status = textOf(invocation, "status");
  if (filter) checkFilter(filter);
  const experiments = listOf(invocation, "experiment");
  const conditions = [filter, status && `status = ${quoteText(status)}`].filter((each) => each !== undefined && each !== "");
  const whole = conditions.length > 1 ? conditions.map((each) => `(${each})`).join(" and ") : conditions[0];
  return { ...(whole && { filter: whole }), ...(experiments.length > 0 && { experiments }) };
}

/** Asks for a page of runs; a fault in --filter is shown at its place. */
export function searchRuns(client: Cairn, scope: Scope, invocation: Invocation, query: RunSearchInput): Promise<RunPage> {
  return withFilter(textOf(invocation, "filter"), query.filter?.startsWith("(") ? 1 : 0, async () => client.runs.search(query, scope));
}

/** All runs that fit, page by page, so that any number of them needs little memory. */
export async function* eachRun(client: Cairn, scope: Scope, invocation: Invocation, query: RunSearchInput): AsyncGenerator<Run> {
  let cursor: string | null | undefined;
  do {
    const page: RunPage = await searchRuns(client, scope, invocation, { ...query, limit: SEARCH_LIMIT_MAX, ...(cursor && { cursor }) });
    yield* page.items;
    cursor = page.next_cursor;
  } while (cursor);
}

export async function allRuns(client: Cairn, scope: Scope, invocation: Invocation, query: RunSearchInput): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of eachRun(client, scope, invocation, query)) runs.push(run);
  return runs;
}

/** What to sort by, from texts such as `metrics.loss.min`, `"duration desc"` or `duration:desc`. */
export function parseSort(texts: readonly string[]): SortBy[] {
  return texts.map((text) => {
    const [, field = text, order = "asc"] = /^(.*?)(?:\s+|:)(asc|desc)$/i.exec(text.trim()) ?? [];
    return { field: printField(fieldOf(field.trim())), order: order.toLowerCase() === "desc" ? "desc" : "asc" };
  });
}

/** Fields of --columns: comma-separated; a comma inside double quotes belongs to the name. */
export function parseColumns(text: string | undefined): Field[] {
  const words = (text?.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map((word) => word.trim()).filter(Boolean);
  return [...new Map(words.map(fieldOf).map((field) => [printField(field), field])).values()];
}

/** The number of --limit. */
export function limitOf(invocation: Invocation): number {
  const limit = Number(textOf(invocation, "limit"));
  if (!Number.isInteger(limit) || limit < 1 || limit > SEARCH_LIMIT_MAX)
    throw usage(`--limit must be a whole number from 1 to ${SEARCH_LIMIT_MAX}; for more use --all.`);
  return limit;
}
