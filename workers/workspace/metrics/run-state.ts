import { unpackColumns } from "../../series/packed-columns.ts";
import type { Points } from "../../series/points.ts";
import { OpenChunk } from "./chunk.ts";
import { groupOf } from "./groups.ts";
import { type ProgressRow, readProgress, type WalBatch } from "./store.ts";
import { addPoints, parseSummaries, type Summary } from "./summary.ts";
import type { Wal } from "./wal.ts";

/** Points of one metric, as a batch brings them. */
export interface Column extends Points {
  key: string;
}

/** What readers need of a run: nothing of it but `chunks` is there when all is sealed. */
export interface RunView {
  /** In order of first appearance, which decides what lies together in a block. */
  readonly summaries: ReadonlyMap<string, Summary>;
  readonly groups: ReadonlyMap<string, number>;
  readonly chunks: ReadonlyMap<string, OpenChunk>;
}

/** The group of each metric. */
export const groupsOf = (keys: Iterable<string>): Map<string, number> => new Map(Array.from(keys, (key, index) => [key, groupOf(index)]));

/** A run that points are logged into: what its tables say as of its last seal, and every batch since. */
export class RunState implements RunView {
  readonly number: number;
  readonly writers: Map<string, number>;
  readonly summaries: Map<string, Summary>;
  readonly groups: Map<string, number>;
  readonly chunks = new Map<string, OpenChunk>();
  heartbeatAt: number;
  lastOrdinal: number;
  openPoints = 0;

  private constructor(number: number, row: ProgressRow) {
    this.number = number;
    this.summaries = parseSummaries(row.metrics);
    this.groups = groupsOf(this.summaries.keys());
    this.writers = new Map(JSON.parse(row.writers ?? "[]") as [string, number][]);
    this.heartbeatAt = row.heartbeat_at;
    this.lastOrdinal = row.sealed_ordinal ?? 0;
  }

  /** Reads a run's tables and its part of the log; null when there is no such run. */
  static read(sql: SqlStorage, wal: Wal, number: number): RunState | null {
    const row = readProgress(sql, number);
    if (!row) return null;
    const state = new RunState(number, row);
    for (const batch of wal.read(number)) state.add(batch, batch.packed ? unpackColumns(batch.packed) : []);
    return state;
  }

  /** Takes a batch that is in the log. */
  add({ ordinal, writer, sequence, at }: WalBatch, columns: readonly Column[]): void {
    // Batches from before there were writers in the log have none.
    if (writer !== "") this.writers.set(writer, Math.max(sequence, this.writers.get(writer) ?? 0));
    this.lastOrdinal = ordinal;
    if (at > this.heartbeatAt) this.heartbeatAt = at;
    for (const column of columns) {
      const { key, steps, values } = column;
      if (!this.groups.has(key)) this.groups.set(key, groupOf(this.groups.size));
      this.summaries.set(key, addPoints(this.summaries.get(key), steps, values));
      const chunk = this.chunks.get(key) ?? new OpenChunk();
      chunk.append(column);
      this.chunks.set(key, chunk);
      this.openPoints += steps.length;
    }
  }
}
