import { BATCH_CHARS_MAX, BATCH_FIELDS_MAX, BATCH_LINES_MAX, BATCH_MEDIA_MAX, BATCH_METRICS_MAX, BATCH_POINTS_MAX } from "../limits.ts";
import type { LogBatch, MetricValue, NewLine, NewMedia, Params, Tags } from "../schema/index.ts";

interface Columns {
  steps: number[];
  times: number[];
  values: number[];
  /** True when a value is one that JSON cannot hold. */
  hasWords: boolean;
}

/** Fields of a run that a batch can set. */
export type FieldKind = "params" | "tags" | "summary";

interface OpenBatch {
  metrics: Map<string, Columns>;
  points: number;
  params: Params;
  tags: Tags;
  summary: Params;
  lines: NewLine[];
  media: NewMedia[];
  /** Text in lines and fields, in characters. */
  chars: number;
  weight: number;
}

/** A batch that will not change any more: repeating it sends the same bytes. */
export interface SealedBatch {
  readonly sequence: number;
  /** What it takes of the bound on what waits: 1 a point. */
  readonly weight: number;
  /** Digests of what its media show. */
  readonly blobs: readonly string[];
  /** Its JSON; null when it lies on the spool. */
  body: string | null;
}

/** A place on disk for batches that wait. */
export interface Spool {
  /** Appends a batch; throws when the disk takes no more, and then has nothing of it. */
  append(batch: SealedBatch & { body: string }): void;
  read(sequence: number): string;
}

/** Characters of text that weigh as much as a point. */
const CHARS_PER_POINT = 32;

const emptyBatch = (): OpenBatch => ({
  metrics: new Map(),
  points: 0,
  params: {},
  tags: {},
  summary: {},
  lines: [],
  media: [],
  chars: 0,
  weight: 0,
});

/** Collects what is logged, points column by column, into batches of the contract's size with the writer's sequence numbers. */
export class Batches {
  readonly #writer: string;
  readonly #full: SealedBatch[] = [];
  readonly #onDiskError: (error: unknown) => void;
  #open = emptyBatch();
  #sequence = 0;
  #spool: Spool | null = null;
  #isDiskFull = false;
  /** Batches from this place in the queue on are not on the spool yet. */
  #spooled = 0;
  /** Weight of what is in memory. */
  weight = 0;

  /** @param onDiskError told when the disk takes no more, once until it does again */
  constructor(writer: string, onDiskError: (error: unknown) => void = () => {}) {
    this.#writer = writer;
    this.#onDiskError = onDiskError;
  }

  /** Sequence number of the last sealed batch. */
  get sequence(): number {
    return this.#sequence;
  }

  /** True when a full batch waits. */
  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  get isSpooling(): boolean {
    return this.#spool !== null;
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
    this.#open.weight++;
    this.weight++;
  }

  addFields(kind: FieldKind, fields: Params | Tags): void {
    for (const [key, value] of Object.entries(fields)) {
      const isFull = !Object.hasOwn(this.#open[kind], key) && Object.keys(this.#open[kind]).length >= BATCH_FIELDS_MAX;
      this.#makeRoom(key.length + String(value).length, isFull);
      (this.#open[kind] as Params)[key] = value;
    }
  }

  addLine(line: NewLine): void {
    this.#makeRoom(line.text.length, this.#open.lines.length >= BATCH_LINES_MAX);
    this.#open.lines.push(line);
  }

  addMedia(media: NewMedia): void {
    this.#makeRoom(media.caption?.length ?? 0, this.#open.media.length >= BATCH_MEDIA_MAX);
    this.#open.media.push(media);
  }

  /** Closes the open batch, if it holds anything. */
  seal(): void {
    const { metrics, points, params, tags, summary, lines, media, weight } = this.#open;
    if (points === 0 && weight === 0) return;
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
      ...(hasKeys(summary) ? { summary } : {}),
      ...(lines.length > 0 ? { lines } : {}),
      ...(media.length > 0 ? { media } : {}),
    };
    const blobs = media.map((one) => one.sha256);
    this.#full.push({ sequence: this.#sequence, weight, blobs, body: JSON.stringify(batch) });
    this.#open = emptyBatch();
    if (this.#spool) this.#spill();
  }

  /** The oldest full batch; it stays until `shift()`. */
  first(): SealedBatch | undefined {
    return this.#full[0];
  }

  /** The JSON of a batch. */
  bodyOf(batch: SealedBatch): string {
    return batch.body ?? (this.#spool as Spool).read(batch.sequence);
  }

  /** Forgets the oldest full batch. */
  shift(): void {
    const batch = this.#full.shift();
    if (batch && batch.body !== null) this.weight -= batch.weight;
    if (this.#spooled > 0) this.#spooled--;
  }

  /** Seals what is open and returns all that waits, oldest first. */
  all(): readonly SealedBatch[] {
    this.seal();
    return this.#full;
  }

  /** From now on batches go to the spool as they are sealed; those that wait go there at once. */
  useSpool(spool: Spool): void {
    this.#spool = spool;
    this.#spill();
  }

  /** Batches stay in memory again. Only when none waits. */
  leaveSpool(): void {
    this.#spool = null;
    this.#spooled = 0;
  }

  /** Writes to the spool what is not there yet, in order; when the disk is full the rest stays in memory until the next try. */
  #spill(): void {
    for (let batch = this.#full[this.#spooled]; batch; batch = this.#full[this.#spooled]) {
      try {
        if (batch.body !== null) this.#spool?.append(batch as SealedBatch & { body: string });
      } catch (error) {
        if (!this.#isDiskFull) this.#onDiskError(error);
        this.#isDiskFull = true;
        return;
      }
      batch.body = null;
      this.weight -= batch.weight;
      this.#spooled++;
    }
    this.#isDiskFull = false;
  }

  /** Counts text that comes in, in a new batch when this one is full. */
  #makeRoom(chars: number, isFull: boolean): void {
    if (isFull || (this.#open.weight > 0 && this.#open.chars + chars > BATCH_CHARS_MAX)) this.seal();
    const weight = 1 + Math.ceil(chars / CHARS_PER_POINT);
    this.#open.chars += chars;
    this.#open.weight += weight;
    this.weight += weight;
  }
}

const hasKeys = (fields: object) => Object.keys(fields).length > 0;

const inJson = (value: number): MetricValue => (Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity"));
