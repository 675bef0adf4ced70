import { BATCH_FIELDS_MAX, BATCH_METRICS_MAX, BATCH_POINTS_MAX } from "../limits.ts";
import type { LogBatch, MetricValue, Params, Tags } from "../schema/index.ts";

interface Columns {
  steps: number[];
  times: number[];
  values: number[];
  /** True when a value is one that JSON cannot hold. */
  hasWords: boolean;
}

interface OpenBatch {
  metrics: Map<string, Columns>;
  points: number;
  params: Params;
  tags: Tags;
}

/** A batch that will not change any more: repeating it sends the same bytes. */
export interface SealedBatch {
  sequence: number;
  points: number;
  body: string;
}

const emptyBatch = (): OpenBatch => ({ metrics: new Map(), points: 0, params: {}, tags: {} });

/** Collects points, column by column, into batches of the contract's size with the writer's sequence numbers. */
export class Batches {
  readonly #writer: string;
  readonly #full: SealedBatch[] = [];
  #open = emptyBatch();
  #sequence = 0;
  /** Points collected and not taken away yet by `shift()`. */
  points = 0;

  constructor(writer: string) {
    this.#writer = writer;
  }

  /** Sequence number of the last sealed batch. */
  get sequence(): number {
    return this.#sequence;
  }

  /** True when a full batch waits. */
  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  get isEmpty(): boolean {
    const { points, params, tags } = this.#open;
    return !this.hasFull && points === 0 && !hasKeys(params) && !hasKeys(tags);
  }

  addPoint(key: string, step: number, time: number, value: number): void {
    let columns = this.#open.metrics.get(key);
    if (this.#open.points >= BATCH_POINTS_MAX || (!columns && this.#open.metrics.size >= BATCH_METRICS_MAX)) {
      this.seal();
      columns = undefined;
    }
    if (!columns) {
      columns = { steps: [], times: [], values: [], hasWords: false };
      this.#open.metrics.set(key, columns);
    }
    columns.steps.push(step);
    columns.times.push(time);
    columns.values.push(value);
    if (!Number.isFinite(value)) columns.hasWords = true;
    this.#open.points++;
    this.points++;
  }

  addFields(kind: "params" | "tags", fields: Params | Tags): void {
    for (const [key, value] of Object.entries(fields)) {
      if (!Object.hasOwn(this.#open[kind], key) && Object.keys(this.#open[kind]).length >= BATCH_FIELDS_MAX) this.seal();
      (this.#open[kind] as Params)[key] = value;
    }
  }

  /** Closes the open batch, if it holds anything. */
  seal(): void {
    const { metrics, points, params, tags } = this.#open;
    if (points === 0 && !hasKeys(params) && !hasKeys(tags)) return;
    this.#sequence++;
    const batch: LogBatch = {
      writer: this.#writer,
      sequence: this.#sequence,
      metrics: Array.from(metrics, ([key, { steps, times, values, hasWords }]) => ({
        key,
        steps,
        times,
        values: hasWords ? values.map(inJson) : values,
      })),
      ...(hasKeys(params) ? { params } : {}),
      ...(hasKeys(tags) ? { tags } : {}),
    };
    this.#full.push({ sequence: this.#sequence, points, body: JSON.stringify(batch) });
    this.#open = emptyBatch();
  }

  /** The oldest full batch; it stays until `shift()`. */
  first(): SealedBatch | undefined {
    return this.#full[0];
  }

  /** Forgets the oldest full batch. */
  shift(): void {
    this.points -= this.#full.shift()?.points ?? 0;
  }

  /** Seals what is open and returns all that waits, oldest first. */
  all(): readonly SealedBatch[] {
    this.seal();
    return this.#full;
  }
}

const hasKeys = (fields: object) => Object.keys(fields).length > 0;

const inJson = (value: number): MetricValue => (Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity"));
