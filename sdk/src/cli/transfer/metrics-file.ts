import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { SchemaElement } from "hyparquet";
import type { MetricValue } from "../../schema/fields.ts";
import { requireBounded } from "./parquet-bounds.ts";

/** Rows that are held in memory before they go to the file. */
const GROUP_ROWS = 100_000;

/** Columns of the file. `value` is the 64-bit float as it was logged, NaN and infinities included. */
const SCHEMA: SchemaElement[] = [
  { name: "metrics", num_children: 5 },
  { name: "run_id", type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" }, repetition_type: "REQUIRED" },
  { name: "key", type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" }, repetition_type: "REQUIRED" },
  { name: "step", type: "INT64", repetition_type: "REQUIRED" },
  {
    name: "time",
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
    repetition_type: "REQUIRED",
  },
  { name: "value", type: "DOUBLE", repetition_type: "REQUIRED" },
];

/** Points of one metric in the order they are kept. */
export interface PointColumns {
  key: string;
  steps: readonly number[];
  times: readonly number[];
  values: readonly MetricValue[];
}

/** Writes points to a Parquet file as they come; what is in memory at a time is one group of rows. */
export class MetricsWriter {
  readonly #file: string;
  readonly #run: string;
  #keys: string[] = [];
  #steps: bigint[] = [];
  #times: Date[] = [];
  #values: number[] = [];
  #writer: import("hyparquet-writer").ParquetWriter | null = null;
  rows = 0;

  constructor(file: string, run: string) {
    this.#file = file;
    this.#run = run;
  }

  async add({ key, steps, times, values }: PointColumns): Promise<void> {
    for (const [i, step] of steps.entries()) {
      this.#keys.push(key);
      this.#steps.push(BigInt(step));
      this.#times.push(new Date(times[i] ?? 0));
      this.#values.push(Number(values[i]));
      this.rows++;
      if (this.#keys.length === GROUP_ROWS) await this.#flush();
    }
  }

  /** Ends the file; until then it has another name. */
  async finish(): Promise<void> {
    const writer = await this.#open();
    if (this.#keys.length > 0) await this.#flush();
    await writer.finish();
    renameSync(`${this.#file}.part`, this.#file);
  }

  async #open() {
    if (this.#writer) return this.#writer;
    const { fileWriter, ParquetWriter } = await import("hyparquet-writer");
    mkdirSync(dirname(this.#file), { recursive: true });
    this.#writer = new ParquetWriter({ writer: fileWriter(`${this.#file}.part`), schema: SCHEMA, createdBy: "cairn" });
    return this.#writer;
  }

  async #flush(): Promise<void> {
    const writer = await this.#open();
    const rows = this.#keys.length;
    await writer.write({
      rowGroupSize: rows,
      columnData: [
        { name: "run_id", data: Array<string>(rows).fill(this.#run) },
        { name: "key", data: this.#keys },
        { name: "step", data: this.#steps, encoding: "DELTA_BINARY_PACKED" },
        { name: "time", data: this.#times, encoding: "DELTA_BINARY_PACKED" },
        // NaN has no place in an order: readers that trust minimum and maximum would skip what they must not.
        { name: "value", data: this.#values, statistics: false },
      ],
    });
    this.#keys = [];
    this.#steps = [];
    this.#times = [];
    this.#values = [];
  }
}

/** A number as JSON can hold it. */
const jsonValue = (value: number): MetricValue => (Number.isFinite(value) ? value : (String(value) as MetricValue));

async function openMetrics(file: string) {
  const { asyncBufferFromFile, parquetMetadataAsync } = await import("hyparquet");
  const source = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(source);
  const looks = (schema: readonly SchemaElement[]) =>
    schema.slice(1).map(({ name, type, repetition_type }) => [name, type, repetition_type].join());
  if (looks(metadata.schema).join() !== looks(SCHEMA).join()) throw new Error("it does not have the columns of an export");
  return { source, metadata };
}

/** Number of points in a file. Throws Error for a file that is something else, or would fill the memory. */
export async function checkMetrics(file: string): Promise<number> {
  const { source, metadata } = await openMetrics(file);
  await requireBounded(source, metadata);
  return Number(metadata.num_rows);
}

/** Points of one metric, as a batch takes them. */
export interface Points {
  key: string;
  steps: number[];
  times: number[];
  values: MetricValue[];
}

/** Points of a file that was checked, in its order, some thousands of one metric at a time. Throws Error for a file that is something else. */
export async function* readMetrics(file: string): AsyncGenerator<Points> {
  const { parquetRead } = await import("hyparquet");
  const { source, metadata } = await openMetrics(file);
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    let rows: unknown[][] = [];
    await parquetRead({
      file: source,
      metadata,
      rowStart: start,
      rowEnd: end,
      onComplete: (read: unknown[][]) => {
        rows = read;
      },
    });
    start = end;
    for (let i = 0; i < rows.length; ) {
      const key = String(rows[i]?.[1]);
      const part: Points = { key, steps: [], times: [], values: [] };
      for (; i < rows.length && rows[i]?.[1] === key; i++) {
        const [, , step, time, value] = rows[i] ?? [];
        part.steps.push(Number(step));
        part.times.push(time instanceof Date ? time.getTime() : Number(time));
        part.values.push(jsonValue(value as number));
      }
      yield part;
    }
  }
}
