import type { RunColumns } from "../search/columns.ts";
import { unpackColumns } from "./codec.ts";
import { readBatches } from "./store.ts";
import { parseSummaries, type Summary } from "./summary.ts";

export interface SeriesDeps {
  sql: SqlStorage;
  bucket: R2Bucket;
  workspaceId: string;
  columns: RunColumns;
}

/** Points of the runs of a workspace: a write-ahead log, open chunks in memory, sealed blocks. */
export class Series {
  readonly #deps: SeriesDeps;

  constructor(deps: SeriesDeps) {
    this.#deps = deps;
  }

  /** Reads the write-ahead log again after the object woke. */
  wake(): void {}

  /** What is known of each metric of a run now, in order of first appearance; empty for a run that is not there. */
  summaries(runNumber: number): ReadonlyMap<string, Summary> {
    const query = "SELECT metrics FROM run_progress WHERE run_number = ?";
    const row = this.#deps.sql.exec<{ metrics: string }>(query, runNumber).toArray()[0];
    return row ? parseSummaries(row.metrics) : new Map();
  }

  /** When a run was last heard of, Unix ms; null for a run that is not there. */
  heartbeatAt(runNumber: number): number | null {
    const query = "SELECT heartbeat_at FROM run_progress WHERE run_number = ?";
    return this.#deps.sql.exec<{ heartbeat_at: number }>(query, runNumber).toArray()[0]?.heartbeat_at ?? null;
  }

  /** The values of a metric at its last `n` points, by step. A promise when they have to be fetched from R2. */
  tail(runNumber: number, key: string, n: number): readonly number[] | Promise<readonly number[]> {
    return this.#points(runNumber, key)
      .sort((a, b) => a.step - b.step)
      .slice(-n)
      .map((point) => point.value);
  }

  /** The value of a metric at a step, of several the one that came last; null when there is none. A promise as in `tail`. */
  valueAt(runNumber: number, key: string, step: number): number | null | Promise<number | null> {
    return this.#points(runNumber, key).findLast((point) => point.step === step)?.value ?? null;
  }

  #points(runNumber: number, key: string): { step: number; value: number }[] {
    const points: { step: number; value: number }[] = [];
    for (const { packed } of readBatches(this.#deps.sql, runNumber))
      for (const column of unpackColumns(packed))
        for (let i = 0; column.key === key && i < column.steps.length; i++)
          points.push({ step: column.steps[i] ?? 0, value: column.values[i] ?? Number.NaN });
    return points;
  }

  /** Numbers of the runs that have points which are not sealed: their summaries in the tables are old. */
  runsWithOpenPoints(): number[] {
    return [];
  }

  /** Writes what is open of a run into blocks, and its summaries and heartbeat into their row. Call it inside a transaction. */
  seal(runNumber: number): void {
    this.#deps.columns.changed(runNumber, { durable: true });
  }
}
