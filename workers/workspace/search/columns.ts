import { Fault } from "../../shared/errors.ts";
import { DIRTY_FOLD_DELAY_MS, DIRTY_RUNS_MAX, FOLDS_PER_SEARCH, SEARCH_CACHE_BYTES, SEARCH_FIELDS_MAX } from "../limits.ts";
import type { Series } from "../metrics/series.ts";
import { parseSummaries } from "../metrics/summary.ts";
import { ColumnCache } from "./cache.ts";
import { cellsOf, columnCount, type RunCells } from "./cells.ts";
import { packColumns, presenceOf, unpackColumn } from "./codec.ts";
import { type Cell, type Column, SEGMENT_RUNS, segmentOf, withCells } from "./column.ts";
import {
  deleteDirty,
  insertDirty,
  insertField,
  lastRunNumber,
  readColumn,
  readDirty,
  readFields,
  readPresence,
  readSearchedRows,
  readSettledDirty,
  writeColumn,
} from "./store.ts";

/** A field's column: for a metric, `part` is the place of the statistic. */
export interface ColumnRef {
  field: string;
  part: number;
}

/** A stored column with the cells of dirty runs over it. */
function layOver(
  stored: Column | null,
  runs: readonly number[],
  cells: readonly (readonly Cell[] | undefined)[],
  part: number,
): Column | null {
  const places = runs.map((number) => number % SEGMENT_RUNS);
  return withCells(stored, places, (i) => cells[i]?.[part]);
}

/** What columns need of their object. */
interface Deps {
  storage: DurableObjectStorage;
  now(): number;
  wakeAt(atMs: number): void;
}

/**
 * Columns of what runs are found, sorted and grouped by: one packed row for each field and 1,024 runs, unpacked as they are asked
 * for. A run that changed since its segment was written is dirty: its cells are read from its own rows and laid over the segment,
 * until a chore folds them in.
 */
export class RunColumns {
  readonly #deps: Deps;
  readonly #cache = new ColumnCache(SEARCH_CACHE_BYTES);
  /** Ids of stored fields by name; read when first needed. */
  #fields: Map<string, number> | null = null;
  /** Dirty runs by segment, with their cells as they were last read; null: the run is gone. */
  readonly #dirty = new Map<number, Map<number, RunCells | null>>();
  #dirtyCount = 0;
  /** Dirty runs whose cells have to be read again. */
  readonly #stale = new Set<number>();
  readonly #versions = new Map<number, number>();
  #version = 0;
  #foldAt: number | null = null;
  #isOverfull = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Learns which runs are dirty after the object woke: those that were noted, and those whose points are not sealed. */
  wake(runsWithOpenPoints: readonly number[]): void {
    const noted = readDirty(this.#deps.storage.sql);
    for (const number of [...noted, ...runsWithOpenPoints]) this.#stale.add(number);
    if (noted.length > 0) this.#foldAt = this.#deps.now();
  }

  /**
   * Something of a run changed that can be searched for. Call it inside the transaction of the change. `durable` is false for a change
   * that the object finds again by itself when it wakes: points in the write-ahead log.
   */
  changed(runNumber: number, how: { durable: boolean }): void {
    this.#stale.add(runNumber);
    this.#version += 1;
    if (!how.durable) return;
    insertDirty(this.#deps.storage.sql, runNumber);
    if (this.#foldAt !== null) return;
    this.#foldAt = this.#deps.now() + DIRTY_FOLD_DELAY_MS;
    this.#deps.wakeAt(this.#foldAt);
  }

  /** Counts up with every change, so that two equal values mean that every answer is the same. */
  get version(): number {
    return this.#version;
  }

  /** Whether there are more fields than are kept: one that is not known may be one that was left out. */
  get isOverfull(): boolean {
    return this.#isOverfull;
  }

  /**
   * Reads what changed since the last time. Call it before reading columns; what follows must not wait in between. Throws `unavailable`
   * when so much changed that it takes several calls to get through.
   */
  refresh(series: Series): void {
    if (this.#stale.size === 0) return;
    for (let folded = 0; this.#dirtyCount + this.#stale.size > DIRTY_RUNS_MAX; folded++) {
      if (folded === FOLDS_PER_SEARCH)
        throw new Fault("unavailable", "A great many runs changed and are being made searchable. Try again soon.", { retry_after: 1 });
      this.fold(series, this.#fullestSegment());
    }
    this.#readStale(series, [...this.#stale]);
  }

  /** Segments that have runs, oldest first. */
  segments(): number[] {
    return Array.from({ length: segmentOf(lastRunNumber(this.#deps.storage.sql)) + 1 }, (_, segment) => segment);
  }

  /** One column of a segment; null when none of its runs has the field. Never change it. */
  read({ field, part }: ColumnRef, segment: number): Column | null {
    const key = `${segment}:${part}:${field}`;
    const version = this.#versions.get(segment) ?? 0;
    const cached = this.#cache.get(key, version);
    if (cached !== undefined) return cached;
    const stored = this.#readStored(field, part, segment);
    const over = this.#dirty.get(segment);
    const column = over
      ? layOver(
          stored,
          [...over.keys()],
          Array.from(over.values(), (cells) => cells?.get(field)),
          part,
        )
      : stored;
    this.#cache.set(key, version, column);
    return column;
  }

  /** Every field that runs have, or had: stored ones and those of dirty runs. */
  fieldNames(): Set<string> {
    const names = new Set(this.#openFields().keys());
    for (const runs of this.#dirty.values()) for (const cells of runs.values()) for (const name of cells?.keys() ?? []) names.add(name);
    return names;
  }

  /** Which runs have a field, without reading the field: bits by segment, and the types that occur there. */
  *presence(field: string): Generator<{ segment: number; types: number; present: Uint8Array }> {
    const id = this.#openFields().get(field);
    const rest = new Set(this.#dirty.keys());
    if (id !== undefined)
      for (const { segment, types, present } of readPresence(this.#deps.storage.sql, id)) {
        if (!rest.delete(segment)) yield { segment, types, present: new Uint8Array(present) };
        else yield this.#presenceOver(field, segment);
      }
    for (const segment of rest) yield this.#presenceOver(field, segment);
  }

  /** When runs are to be folded into segments; null: nothing waits. */
  get foldAt(): number | null {
    return this.#foldAt;
  }

  /** Folds the next segment with dirty runs that are not being logged to; those that are stay as they are. Again is harmless. */
  foldNext(series: Series): void {
    const number = readSettledDirty(this.#deps.storage.sql);
    if (number === null) this.#foldAt = null;
    else this.fold(series, segmentOf(number));
  }

  /** Writes the dirty runs of a segment into its columns, in one transaction. */
  fold(series: Series, segment: number): void {
    const { sql } = this.#deps.storage;
    const from = segment * SEGMENT_RUNS;
    const to = from + SEGMENT_RUNS;
    this.#readStale(
      series,
      [...this.#stale].filter((number) => number >= from && number < to),
    );
    const runs = this.#dirty.get(segment);
    if (!runs) return;
    try {
      this.#deps.storage.transactionSync(() => {
        const numbers = [...runs.keys()];
        for (const [name, cells] of this.#cellsByField([...runs.values()])) this.#foldField(name, segment, numbers, cells);
        deleteDirty(sql, from, to);
      });
    } catch (error) {
      // Fields that were made in it are not there.
      this.#fields = null;
      throw error;
    }
    this.#dirty.delete(segment);
    this.#dirtyCount -= runs.size;
    // What is cached stays right: the cells that lay over the segment are in it now.
  }

  #foldField(name: string, segment: number, runs: readonly number[], cells: readonly (readonly Cell[] | undefined)[]): void {
    const { sql } = this.#deps.storage;
    const fields = this.#openFields();
    const parts = Array.from({ length: columnCount(name) }, (_, part) => part);
    let id = fields.get(name);
    const packed = id === undefined ? null : readColumn(sql, id, segment);
    const before = parts.map((part) => (packed ? unpackColumn(packed, part) : null));
    const after = parts.map((part) => layOver(before[part] ?? null, runs, cells, part));
    if (after.every((column, part) => column === before[part])) return;
    if (id === undefined) {
      if (fields.size >= SEARCH_FIELDS_MAX) {
        this.#isOverfull = true;
        return;
      }
      id = insertField(sql, name);
      fields.set(name, id);
    }
    const isEmpty = after.every((column) => column === null);
    writeColumn(sql, { fieldId: id, segment }, isEmpty ? null : { ...presenceOf(after), packed: packColumns(after) });
  }

  /** Cells of each run by field: of the fields that are stored, because runs may have lost them, and of those that runs have. */
  #cellsByField(runs: readonly (RunCells | null)[]): Map<string, (readonly Cell[] | undefined)[]> {
    const byField = new Map<string, (readonly Cell[] | undefined)[]>();
    for (const name of this.#openFields().keys()) byField.set(name, new Array(runs.length));
    for (const [i, cells] of runs.entries())
      for (const [name, one] of cells ?? []) {
        const known = byField.get(name) ?? new Array<readonly Cell[] | undefined>(runs.length);
        known[i] = one;
        byField.set(name, known);
      }
    return byField;
  }

  #readStored(field: string, part: number, segment: number): Column | null {
    const id = this.#openFields().get(field);
    const packed = id === undefined ? null : readColumn(this.#deps.storage.sql, id, segment);
    return packed ? unpackColumn(packed, part) : null;
  }

  #presenceOver(field: string, segment: number) {
    const columns = Array.from({ length: columnCount(field) }, (_, part) => this.read({ field, part }, segment));
    return { segment, ...presenceOf(columns) };
  }

  /** Reads the cells of runs that changed, and lays them over their segments. */
  #readStale(series: Series, numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    const gone = new Set(numbers);
    const open = new Set(series.runsWithOpenPoints());
    for (const row of readSearchedRows(this.#deps.storage.sql, numbers)) {
      gone.delete(row.number);
      this.#lay(row.number, cellsOf(row, open.has(row.number) ? series.summaries(row.number) : parseSummaries(row.metrics)));
    }
    for (const number of gone) this.#lay(number, null);
  }

  #lay(number: number, cells: RunCells | null): void {
    const segment = segmentOf(number);
    const runs = this.#dirty.get(segment) ?? new Map<number, RunCells | null>();
    if (!runs.has(number)) this.#dirtyCount += 1;
    this.#dirty.set(segment, runs.set(number, cells));
    this.#stale.delete(number);
    this.#versions.set(segment, (this.#versions.get(segment) ?? 0) + 1);
  }

  #fullestSegment(): number {
    const counts = new Map<number, number>();
    for (const number of this.#stale) counts.set(segmentOf(number), (counts.get(segmentOf(number)) ?? 0) + 1);
    for (const [segment, runs] of this.#dirty) counts.set(segment, (counts.get(segment) ?? 0) + runs.size);
    return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, -1])[0];
  }

  #openFields(): Map<string, number> {
    if (!this.#fields) this.#fields = new Map(Array.from(readFields(this.#deps.storage.sql), ({ name, id }) => [name, id]));
    if (this.#fields.size >= SEARCH_FIELDS_MAX) this.#isOverfull = true;
    return this.#fields;
  }
}
