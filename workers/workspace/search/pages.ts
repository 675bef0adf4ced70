import type { Field } from "@cairn/sdk/filter";
import type { Run } from "@cairn/sdk/schema";
import type { VerbCtx } from "../context.ts";
import { takePage } from "../page.ts";
import { toRuns } from "../runs/rows.ts";
import { readRunRows } from "../runs/store.ts";
import { fieldAt } from "./question.ts";

/** Fields of runs that an answer has; the others are left out. */
export interface Projection {
  params: Set<string>;
  tags: Set<string>;
  summary: Set<string>;
  metrics: Set<string>;
}

/** What to answer with; null: everything. Throws `invalid_request`. */
export function readProjection(fields: readonly string[] | undefined): Projection | null {
  if (!fields) return null;
  const wanted: Projection = { params: new Set(), tags: new Set(), summary: new Set(), metrics: new Set() };
  for (const [i, text] of fields.entries()) add(wanted, fieldAt(`body.fields.${i}`, text));
  return wanted;
}

function add(wanted: Projection, field: Field): void {
  if (field.kind === "param") wanted.params.add(field.key);
  else if (field.kind === "tag") wanted.tags.add(field.key);
  else if (field.kind === "summary") wanted.summary.add(field.key);
  else if (field.kind === "metric") wanted.metrics.add(field.key);
}

/** Runs in the order of their numbers; fewer when they are large. `next` is the last one when there are more in the list. */
export function readRuns(ctx: VerbCtx, numbers: readonly number[], projection: Projection | null): { items: Run[]; next: number | null } {
  const rows = new Map(Array.from(readRunRows(ctx.sql, numbers), (row) => [row.number, row]));
  const runs = numbers.map((number) => rows.get(number)).filter((row) => row !== undefined);
  const items = toRuns(ctx, runs).map((run) => project(run, projection));
  const { taken, next } = takePage(items, items.length, sizeOf);
  return { items: taken, next: next?.number ?? null };
}

/** About so many bytes of JSON. */
const sizeOf = ({ params, tags, summary, metrics, error }: Run): number =>
  400 +
  (error?.length ?? 0) +
  JSON.stringify([params, tags, summary]).length +
  Object.keys(metrics).reduce((n, key) => n + key.length + 150, 0);

function project(run: Run, projection: Projection | null): Run {
  if (!projection) return run;
  const { params, tags, summary, metrics } = projection;
  return {
    ...run,
    params: pick(run.params, params),
    tags: pick(run.tags, tags),
    summary: pick(run.summary, summary),
    metrics: pick(run.metrics, metrics),
  };
}

const pick = <T>(record: Record<string, T>, keys: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => keys.has(key)));
