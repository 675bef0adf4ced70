import { pointsKey } from "../../blobs/keys.ts";
import type { BucketBuilder } from "../../series/buckets.ts";
import { packColumns } from "../../series/packed-columns.ts";
import { mergePoints, type Points, slicePoints } from "../../series/points.ts";
import { OFFLOAD_AFTER_MS, OFFLOAD_HURRY_BYTES, RUN_POINTS_OPEN_MAX, WAL_BYTES_MAX, WAL_ROWS_MAX } from "../limits.ts";
import type { RunColumns } from "../search/columns.ts";
import { PointCounter } from "../usage/point-counter.ts";
import { Cache } from "./cache.ts";
import { withoutDuplicates } from "./duplicates.ts";
import { groupOf } from "./groups.ts";
import { type Missing, NeedsBlocks, SealedReader } from "./reader.ts";
import { type Column, groupsOf, RunState, type RunView } from "./run-state.ts";
import { sealChunks } from "./seal.ts";
import { type BlockRow, dueOffload, readProgress, writeProgress } from "./store.ts";
import { parseSummaries, type Summary, stringifySummaries } from "./summary.ts";
import { Wal } from "./wal.ts";

export interface SeriesDeps {
  sql: SqlStorage;
  bucket: R2Bucket;
  workspaceId: string;
  columns: RunColumns;
  now(): number;
  /** Makes sure that the object wakes at that time or earlier. */
  wakeAt(atMs: number): void;
}

/** A batch of a writer, its columns without exact duplicates of points that are there. */
export interface NewBatch {
  writer: string;
  sequence: number;
  at: number;
  columns: readonly Column[];
}

/**
 * Points of the runs of a workspace: a write-ahead log with a row for each batch, open chunks in memory that are made from it again
 * after a wake, and sealed blocks with buckets of several widths above them. All is synchronous but fetching blocks from R2.
 */
export class Series {
  readonly #deps: SeriesDeps;
  readonly #reader: SealedReader;
  #wal: Wal | null = null;
  #counter: PointCounter | null = null;
  /** Runs that are logged into. */
  readonly #states = new Map<number, RunState>();
  /** Metrics of runs of which all is sealed. */
  readonly #views = new Cache<RunView>(VIEWS_BYTES_MAX);
  /** Runs of which the transaction under way changed what is in memory. */
  readonly #touched = new Set<number>();

  constructor(deps: SeriesDeps) {
    this.#deps = deps;
    this.#reader = new SealedReader(deps.sql);
  }

  /** Reads the write-ahead log again after the object woke. */
  wake(): void {
    this.#wal = new Wal(this.#deps.sql);
    this.#counter = new PointCounter(this.#deps.sql);
    this.#states.clear();
  }

  /** Tells that the transaction in which the series were changed is stored, or was rolled back. */
  settle(isStored: boolean): void {
    if (this.#touched.size === 0) return;
    const touched = [...this.#touched];
    this.#touched.clear();
    if (isStored) return;
    for (const run of touched) this.#changed(run);
    this.wake();
  }

  /** What is known of each metric of a run now, in order of first appearance; empty for a run that is not there. */
  summaries(runNumber: number): ReadonlyMap<string, Summary> {
    return this.#view(runNumber).summaries;
  }

  /** When a run was last heard of, Unix ms; null for a run that is not there. */
  heartbeatAt(runNumber: number): number | null {
    const stored = readProgress(this.#deps.sql, runNumber)?.heartbeat_at;
    return stored === undefined ? null : Math.max(stored, this.#log.lastAt(runNumber));
  }

  /** Sequence of the last batch that was taken of a writer, 0 for none, and how many writers the run has. */
  writerOf(runNumber: number, writer: string): { last: number; writers: number } {
    const writers = this.#open(runNumber)?.writers;
    return { last: writers?.get(writer) ?? 0, writers: writers?.size ?? 0 };
  }

  /** Numbers of the runs that have points which are not sealed: their summaries in the tables are old. */
  runsWithOpenPoints(): number[] {
    return this.#log.runs();
  }

  /** Takes a batch. Call it inside a transaction. It seals the run when it holds much, or the run that holds most when the log does. */
  append(runNumber: number, { writer, sequence, at, columns }: NewBatch): void {
    const state = this.#open(runNumber);
    if (!state) throw new Error(`there is no run ${runNumber}`);
    this.#touched.add(runNumber);
    const packed = columns.length > 0 ? packColumns(columns) : null;
    const ordinal = this.#log.append(runNumber, { writer, sequence, at, packed });
    state.add({ ordinal, writer, sequence, at }, columns);
    this.#counter?.add({ ordinal, at, points: columns.reduce((sum, { steps }) => sum + steps.length, 0) });
    this.#deps.columns.changed(runNumber, { durable: false });
    const groups = groupOf(Math.max(0, state.groups.size - 1)) + 1;
    if (state.openPoints >= Math.min(RUN_POINTS_OPEN_MAX, groups * POINTS_PER_GROUP)) this.seal(runNumber);
    else if (this.#log.rows > WAL_ROWS_MAX || this.#log.bytes > WAL_BYTES_MAX) this.seal(this.#log.largest() ?? runNumber);
  }

  /** Writes what is open of a run into blocks, and its summaries and heartbeat into their row. Call it inside a transaction. */
  seal(runNumber: number): void {
    const { sql, now, wakeAt, columns } = this.#deps;
    const offloadAt = now() + (sql.databaseSize > OFFLOAD_HURRY_BYTES ? 0 : OFFLOAD_AFTER_MS);
    const state = this.#stateOf(runNumber);
    if (state) {
      this.#touched.add(runNumber);
      this.writeCounts();
      sealChunks(sql, state);
      writeProgress(sql, runNumber, {
        metrics: stringifySummaries(state.summaries),
        heartbeatAt: state.heartbeatAt,
        writers: JSON.stringify([...state.writers]),
        sealedOrdinal: state.lastOrdinal,
      });
      this.#log.release(runNumber);
      this.#states.delete(runNumber);
      this.#changed(runNumber);
    }
    dueOffload(sql, runNumber, offloadAt);
    // Not inside the transaction: an alarm that is rolled back is one that nobody knows to be gone.
    queueMicrotask(() => wakeAt(offloadAt));
    columns.changed(runNumber, { durable: true });
  }

  /** Writes how many points were stored since the last time. Call it inside a transaction. */
  writeCounts(): void {
    this.#touched.add(NO_RUN);
    this.#counter?.write();
  }

  /** Forgets a run whose rows are dropped. Call it inside that transaction. */
  forget(runNumber: number): void {
    this.#touched.add(runNumber);
    this.writeCounts();
    this.#log.release(runNumber);
    this.#states.delete(runNumber);
    this.#changed(runNumber);
  }

  /** Forgets which blocks of a run are where: some moved to R2. */
  moved(runNumber: number): void {
    this.#reader.changed(runNumber);
  }

  /**
   * Adds the points of a metric to buckets, in order of arrival; `from` and `to` are whole buckets. Throws NeedsBlocks, of which
   * `fetching` takes care.
   */
  addTo(builder: BucketBuilder, runNumber: number, key: string, from: number, to: number): void {
    const { groups, chunks } = this.#view(runNumber);
    const group = groups.get(key);
    if (group !== undefined) this.#reader.addTo(builder, runNumber, group, key, from, to);
    const chunk = chunks.get(key);
    if (chunk) builder.addPoints(slicePoints(chunk.sorted(), from, to));
  }

  /** Points of a metric from one step to another, both included, in order of (step, arrival). Throws NeedsBlocks. */
  points(runNumber: number, key: string, from: number, to: number): Points {
    const sealed = this.#sealed(
      runNumber,
      key,
      this.#blocks(runNumber, key).filter((b) => b.max_step >= from && b.min_step <= to),
    );
    const open = this.#view(runNumber).chunks.get(key)?.sorted();
    const all = [...sealed, ...(open ? [open] : [])].map((points) => slicePoints(points, from, to));
    return mergePoints(all.filter(({ steps }) => steps.length > 0));
  }

  /** The first points of a metric from a step on, at least `least` of them where there are so many. Throws NeedsBlocks. */
  pointsFrom(runNumber: number, key: string, from: number, to: number, least: number): Points {
    const blocks = this.#blocks(runNumber, key).filter((block) => block.max_step >= from && block.min_step <= to);
    const starts = blocks.map(({ min_step }) => min_step).sort((a, b) => a - b);
    for (let last = Math.min(BLOCKS_AT_ONCE, starts.length); last < starts.length; last *= 2) {
      // What is before the start of the first block that is left out is complete.
      const before = (starts[last] as number) - 1;
      const points = before >= from ? this.points(runNumber, key, from, Math.min(to, before)) : null;
      if (points && points.steps.length >= least) return points;
    }
    return this.points(runNumber, key, from, to);
  }

  /** The values of a metric at its last `n` points, by step. A promise when they have to be fetched from R2. */
  tail(runNumber: number, key: string, n: number): readonly number[] | Promise<readonly number[]> {
    return this.fetching(() => {
      const blocks = this.#blocks(runNumber, key);
      const ends = blocks.map(({ max_step }) => max_step).sort((a, b) => b - a);
      for (let last = Math.min(1, ends.length); last < ends.length; last *= 2) {
        const points = this.points(runNumber, key, (ends[last] as number) + 1, Number.POSITIVE_INFINITY);
        if (points.values.length >= n) return Array.from(points.values.subarray(-n));
      }
      const { values } = this.points(runNumber, key, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      return n > 0 ? Array.from(values.subarray(-n)) : [];
    });
  }

  /** The value of a metric at a step, of several the one that came last; null when there is none. A promise as in `tail`. */
  valueAt(runNumber: number, key: string, step: number): number | null | Promise<number | null> {
    return this.fetching(() => this.points(runNumber, key, step, step).values.at(-1) ?? null);
  }

  /** A column of a batch without the points that are there already. Throws NeedsBlocks. */
  fresh(runNumber: number, column: Column): Column {
    const { summaries, chunks } = this.#view(runNumber);
    return withoutDuplicates(column, {
      lastStep: summaries.get(column.key)?.lastStep ?? Number.NEGATIVE_INFINITY,
      chunk: chunks.get(column.key),
      sealed: (steps) => {
        const blocks = this.#blocks(runNumber, column.key);
        const touched = blocks.filter((block) => steps.some((step) => step >= block.min_step && step <= block.max_step));
        return this.#sealed(runNumber, column.key, touched);
      },
    });
  }

  /** Runs something that reads points, and again with the blocks that it needs from R2 at hand. At once when it needs none. */
  fetching<T>(read: () => T): T | Promise<T> {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof NeedsBlocks)) throw error;
      return this.#fetchFor(read, error.missing);
    }
  }

  async #fetchFor<T>(read: () => T, first: readonly Missing[]): Promise<T> {
    for (let missing = first; ; ) {
      await this.#fetch(missing);
      try {
        return read();
      } catch (error) {
        if (!(error instanceof NeedsBlocks)) throw error;
        missing = error.missing;
      }
    }
  }

  async #fetch(missing: readonly Missing[]): Promise<void> {
    for (let from = 0; from < missing.length; from += FETCHES_AT_ONCE)
      await Promise.all(
        missing.slice(from, from + FETCHES_AT_ONCE).map(async (one) => {
          const object = await this.#deps.bucket.get(pointsKey(this.#deps.workspaceId, one.r2Name));
          // A run that was purged meanwhile has no blocks any more; whoever reads again finds that out.
          if (object) this.#reader.keep(one, new Uint8Array(await object.arrayBuffer()));
          else if (this.#reader.blocks(one.runNumber, one.group).some(({ r2_name }) => r2_name === one.r2Name))
            throw new Error(`points ${one.r2Name} are missing in R2`);
        }),
      );
  }

  get #log(): Wal {
    if (!this.#wal) throw new Error("the series were not woken");
    return this.#wal;
  }

  /** A run with batches that are not sealed; null for one without. */
  #stateOf(runNumber: number): RunState | null {
    return this.#states.get(runNumber) ?? (this.#log.has(runNumber) ? this.#open(runNumber) : null);
  }

  #open(runNumber: number): RunState | null {
    const known = this.#states.get(runNumber);
    if (known) return known;
    const state = RunState.read(this.#deps.sql, this.#log, runNumber);
    if (state) this.#states.set(runNumber, state);
    return state;
  }

  #view(runNumber: number): RunView {
    const state = this.#stateOf(runNumber);
    if (state) return state;
    const known = this.#views.get(String(runNumber));
    if (known) return known;
    const summaries = parseSummaries(readProgress(this.#deps.sql, runNumber)?.metrics ?? "[]");
    const view = { summaries, groups: groupsOf(summaries.keys()), chunks: new Map() };
    this.#views.set(String(runNumber), view, summaries.size * 500);
    return view;
  }

  #blocks(runNumber: number, key: string): readonly BlockRow[] {
    const group = this.#view(runNumber).groups.get(key);
    return group === undefined ? [] : this.#reader.blocks(runNumber, group);
  }

  #sealed(runNumber: number, key: string, blocks: readonly BlockRow[]): Points[] {
    const group = this.#view(runNumber).groups.get(key);
    if (group === undefined || blocks.length === 0) return [];
    const seqs = blocks.map(({ seq }) => seq);
    return this.#reader.points(runNumber, group, seqs, key);
  }

  /** Forgets what was read of the tables of a run. */
  #changed(runNumber: number): void {
    this.#reader.changed(runNumber);
    this.#views.delete(String(runNumber));
  }
}

/** Stands for what is in memory of no run in particular; runs are numbered from 1. */
const NO_RUN = 0;
/** So many open points of each group of metrics make blocks of a good size. */
const POINTS_PER_GROUP = 65_536;
/** An object may have six requests under way. */
const FETCHES_AT_ONCE = 6;
const BLOCKS_AT_ONCE = 2;
/** Memory for metrics of sealed runs, in bytes. */
const VIEWS_BYTES_MAX = 4 * 1024 * 1024;
