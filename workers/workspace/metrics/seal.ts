import { encodeBlock } from "../../series/block.ts";
import { BucketBuilder, type Buckets } from "../../series/buckets.ts";
import { encodePart, openPart } from "../../series/part.ts";
import type { Points } from "../../series/points.ts";
import { BLOCK_POINTS_MAX, BUCKET_POINTS, PARTS_PER_MERGE } from "../limits.ts";
import type { RunState } from "./run-state.ts";
import { insertBlock, insertPart, readBlockRows, readPartBytes } from "./store.ts";

/** Writes the open points of a run into blocks and parts, group by group. */
export function sealChunks(sql: SqlStorage, state: RunState): void {
  const groups = new Map<number, Map<string, Points>>();
  for (const [key, chunk] of state.chunks) {
    const group = state.groups.get(key);
    if (group === undefined || chunk.length === 0) continue;
    const series = groups.get(group);
    if (series) series.set(key, chunk.sorted());
    else groups.set(group, new Map([[key, chunk.sorted()]]));
  }
  for (const [group, series] of groups) {
    let seq = (readBlockRows(sql, state.number, group).at(-1)?.seq ?? -1) + 1;
    for (const piece of pieces(series)) writePiece(sql, state.number, group, seq++, piece);
  }
}

/** Cuts the series of a group so that each piece fits into a row. */
function* pieces(series: ReadonlyMap<string, Points>): Generator<Map<string, Points>> {
  let piece = new Map<string, Points>();
  let room = BLOCK_POINTS_MAX;
  for (const [key, { steps, times, values }] of series)
    for (let from = 0; from < steps.length; ) {
      const to = Math.min(steps.length, from + room);
      piece.set(key, { steps: steps.subarray(from, to), times: times.subarray(from, to), values: values.subarray(from, to) });
      room -= to - from;
      from = to;
      if (room > 0) continue;
      yield piece;
      piece = new Map();
      room = BLOCK_POINTS_MAX;
    }
  if (piece.size > 0) yield piece;
}

function writePiece(sql: SqlStorage, runNumber: number, group: number, seq: number, series: ReadonlyMap<string, Points>): void {
  const buckets = new Map<string, Buckets>();
  let points = 0;
  for (const [key, one] of series) {
    points += one.steps.length;
    buckets.set(key, bucketsOf(one));
  }
  const all = [...series.values()].map(({ steps }) => [steps[0] ?? 0, steps.at(-1) ?? 0] as const);
  const minStep = Math.min(...all.map(([min]) => min));
  const maxStep = Math.max(...all.map(([, max]) => max));
  insertBlock(sql, runNumber, group, { seq, points, minStep, maxStep, packed: encodeBlock(series) });
  writePart(sql, runNumber, group, { tier: 0, seq, minStep, maxStep }, buckets);
  mergeParts(sql, runNumber, group, 0, seq);
}

/** Buckets so narrow that each holds about BUCKET_POINTS points. */
function bucketsOf(points: Points): Buckets {
  const most = Math.max(4, points.steps.length / (BUCKET_POINTS * 0.75));
  let width = 1;
  while (countIndexes(points.steps, width) > most) width *= 2;
  const builder = new BucketBuilder(width, Math.ceil(most));
  builder.addPoints(points);
  return builder.finish();
}

/** How many buckets of a width sorted steps fall into. */
function countIndexes(steps: Float64Array, width: number): number {
  let count = 0;
  let last = Number.NaN;
  for (const step of steps) {
    const index = Math.floor(step / width);
    if (index === last) continue;
    last = index;
    count++;
  }
  return count;
}

function writePart(
  sql: SqlStorage,
  runNumber: number,
  group: number,
  place: { tier: number; seq: number; minStep: number; maxStep: number },
  buckets: ReadonlyMap<string, Buckets>,
): void {
  const minWidth = Math.min(...Array.from(buckets.values(), ({ width }) => width));
  insertPart(sql, runNumber, group, { ...place, minWidth, packed: encodePart(buckets) });
}

/** Merges parts into a wider one when `seq` is the last of as many as make one, and so on upwards. */
function mergeParts(sql: SqlStorage, runNumber: number, group: number, tier: number, seq: number): void {
  if ((seq + 1) % PARTS_PER_MERGE !== 0) return;
  const builders = new Map<string, Buckets[]>();
  for (let from = seq + 1 - PARTS_PER_MERGE; from <= seq; from++)
    for (const [key, part] of openPart(new Uint8Array(readPartBytes(sql, runNumber, group, tier, from)))) {
      const known = builders.get(key);
      if (known) known.push(part.buckets());
      else builders.set(key, [part.buckets()]);
    }
  const merged = new Map(Array.from(builders, ([key, parts]) => [key, mergeBuckets(parts)]));
  const all = [...merged.values()];
  const minStep = Math.min(...all.map(({ firstSteps }) => firstSteps[0] ?? 0));
  const maxStep = Math.max(...all.map(({ lastSteps }) => lastSteps.at(-1) ?? 0));
  const above = (seq + 1) / PARTS_PER_MERGE - 1;
  writePart(sql, runNumber, group, { tier: tier + 1, seq: above, minStep, maxStep }, merged);
  mergeParts(sql, runNumber, group, tier + 1, above);
}

/** Buckets of several parts in order of arrival, at least so much wider as there are more of them. */
function mergeBuckets(parts: readonly Buckets[]): Buckets {
  const total = parts.reduce((n, { length }) => n + length, 0);
  const most = Math.max(4, (total / PARTS_PER_MERGE) * 1.5);
  for (let width = Math.max(...parts.map((part) => part.width)) * PARTS_PER_MERGE; ; width *= 2) {
    const builder = new BucketBuilder(width, Math.ceil(most));
    for (const part of parts) builder.addBuckets(part);
    if (builder.length <= most) return builder.finish();
  }
}
