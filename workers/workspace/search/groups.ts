import { type Field, filterFor } from "@cairn/sdk/filter";
import type { CellValue, RunGrouping, RunGroups } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import type { VerbInput } from "../context.ts";
import { toMetricValue } from "../metrics/value.ts";
import { Aggregate } from "./aggregate.ts";
import { type Cell, cellAt, SEGMENT_RUNS, segmentOf } from "./column.ts";
import { matchRuns } from "./match.ts";
import { fieldAt } from "./question.ts";
import { booleanIn, numberIn, typeOfField } from "./tests.ts";
import { type ColumnView, columnOf } from "./view.ts";

/** Runs counted and summed up by the values of fields, the largest groups first. Throws `invalid_request`, `limit_reached`. */
export async function groupRuns({ ctx, input }: VerbInput<RunGrouping>): Promise<RunGroups> {
  const by = input.by.map((field, i) => fieldAt(`body.by.${i}`, field));
  const summed = input.aggregates.map(({ field, fn }, i) => ({ field: fieldAt(`body.aggregates.${i}.field`, field), fn }));
  const { numbers, view } = await matchRuns(ctx, input);
  const groups = groupsOf(view, numbers, by);
  const order = groups.sort((a, b) => b.runs.length - a.runs.length || compareKeys(a.key, b.key));
  const shown = order.slice(0, input.limit).map(({ key, runs }) => ({
    key: key.map((cell, i) => toCellValue(by[i], cell)),
    count: runs.length,
    values: summed.map(({ field, fn }) => toCellValue(field, aggregate(view, runs, field, new Aggregate(fn)))),
    filter: key.map((cell, i) => filterOf(by[i], cell)).join(" and "),
  }));
  return { groups: shown, total: groups.length };
}

interface Group {
  key: Cell[];
  runs: number[];
}

/** Groups of runs; a run without a field has null there. */
export function groupsOf(view: ColumnView, numbers: Int32Array, by: readonly Field[]): Group[] {
  // A group of the fields so far and a value make a group of one field more: pairs of small numbers, so that no long keys are built.
  const values = by.map(() => new Map<Cell, number>());
  const pairs = by.map(() => new Map<number, number>());
  const keys: Cell[][][] = by.map(() => []);
  const groups: Group[] = [];
  const refs = by.map(columnOf);
  for (const number of numbers) {
    const segment = segmentOf(number);
    let group = 0;
    for (const [f, ref] of refs.entries()) {
      const column = view.read(ref, segment);
      const cell = column ? sameCell(by[f], cellAt(column, number % SEGMENT_RUNS)) : null;
      const value = idOf(values[f], cell);
      const pair = group * 2 ** 24 + value;
      const before = group;
      group = idOf(pairs[f], pair);
      const known = keys[f];
      if (known && !known[group]) known[group] = [...(f === 0 ? [] : (keys[f - 1]?.[before] ?? [])), cell];
    }
    const found = groups[group];
    if (found) found.runs.push(number);
    else groups[group] = { key: keys.at(-1)?.[group] ?? [], runs: [number] };
  }
  return groups;
}

function idOf<K>(ids: Map<K, number> | undefined, key: K): number {
  const known = ids?.get(key);
  if (known !== undefined) return known;
  const id = ids?.size ?? 0;
  ids?.set(key, id);
  return id;
}

/** What a filter for the one also finds is one group: the number 1 and the text "1", true and "true", missing and null. */
function sameCell(field: Field | undefined, cell: Cell): Cell {
  if (cell === undefined) return null;
  if (typeof cell !== "string" || !field || typeOfField(field) !== "any") return cell;
  return numberIn(cell) ?? booleanIn(cell) ?? cell;
}

function filterOf(field: Field | undefined, cell: Cell): string {
  if (!field) return "";
  const value = toCellValue(field, cell);
  return filterFor(field, typeof cell === "number" && typeof value === "string" && typeOfField(field) === "number" ? Number(value) : value);
}

/** A cell as an answer has it: times as timestamps, durations in seconds. */
export function toCellValue(field: Field | undefined, cell: Cell): CellValue {
  if (cell === undefined) return null;
  if (typeof cell !== "number" || !field) return cell as CellValue;
  const type = typeOfField(field);
  if (type === "time") return Number.isFinite(cell) ? timestamp(cell) : null;
  return toMetricValue(type === "duration" ? cell / 1_000 : cell);
}

function aggregate(view: ColumnView, runs: readonly number[], field: Field, sum: Aggregate): Cell {
  const ref = columnOf(field);
  for (const number of runs) {
    const column = view.read(ref, segmentOf(number));
    const cell = column ? cellAt(column, number % SEGMENT_RUNS) : undefined;
    if (cell !== undefined && cell !== null) sum.add(cell);
  }
  return sum.result();
}

const RANKS: Record<string, number> = { number: 0, string: 1, boolean: 2 };

/** Numbers, texts, truths, then what is missing. */
export function compareKeys(a: readonly Cell[], b: readonly Cell[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (left === right) continue;
    const [rank, other] = [RANKS[typeof left] ?? 9, RANKS[typeof right] ?? 9];
    if (rank !== other) return rank - other;
    return (left as number) < (right as number) ? -1 : 1;
  }
  return 0;
}
