import { type BlockSeries, openBlock } from "../../series/block.ts";
import { BucketBuilder, type Buckets } from "../../series/buckets.ts";
import { openPart } from "../../series/part.ts";
import { type Points, slicePoints } from "../../series/points.ts";
import { PARTS_PER_MERGE } from "../limits.ts";
import { Cache } from "./cache.ts";
import { type BlockRow, type PartRow, readBlockBytes, readBlockRows, readPartBytes, readPartRows } from "./store.ts";

/** Blocks and parts of one group of a run, without their bytes. */
interface Group {
  blocks: BlockRow[];
  /** By tier, then seq. */
  tiers: PartRow[][];
}

/** A block of which somebody needs the points, but whose bytes are in R2. */
export interface Missing {
  runNumber: number;
  group: number;
  seq: number;
  r2Name: string;
}

/** Thrown while points are gathered that are not at hand: fetch these blocks, then gather again. */
export class NeedsBlocks extends Error {
  readonly missing: readonly Missing[];

  constructor(missing: readonly Missing[]) {
    super(`${missing.length} blocks of points are in R2`);
    this.missing = missing;
  }
}

/** Memory for decoded points and buckets of sealed blocks, in bytes. They never change, so nothing has to be taken back. */
const DECODED_BYTES_MAX = 24 * 1024 * 1024;
const WIDE_BYTES_MAX = 8 * 1024 * 1024;
const GROUPS_MAX_BYTES = 4 * 1024 * 1024;
const OPENED_BYTES_MAX = 8 * 1024 * 1024;
const FETCHED_BYTES_MAX = 16 * 1024 * 1024;
const BUCKET_BYTES = 12 * 8;
const POINT_BYTES = 3 * 8;

/** Reads sealed points and buckets of runs, and remembers what it decoded. */
export class SealedReader {
  readonly #sql: SqlStorage;
  readonly #buckets = new Cache<Buckets | null>(DECODED_BYTES_MAX);
  readonly #wide = new Cache<Buckets>(WIDE_BYTES_MAX);
  readonly #points = new Cache<Points | null>(DECODED_BYTES_MAX);
  readonly #groups = new Cache<Group>(GROUPS_MAX_BYTES);
  /** Blocks that were opened last: whoever asks for one metric asks for its neighbours next. */
  readonly #opened = new Cache<Map<string, BlockSeries>>(OPENED_BYTES_MAX);
  /** Bytes of blocks that came from R2. */
  readonly #fetched = new Cache<Uint8Array>(FETCHED_BYTES_MAX);

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Forgets which blocks a run has: there are more, or they moved, or a change was rolled back. */
  changed(runNumber: number): void {
    for (const group of this.#groups.keys()) if (group.startsWith(`${runNumber}/`)) this.#groups.delete(group);
  }

  /** Keeps the bytes of a block that came from R2. */
  keep({ runNumber, group, seq }: Missing, bytes: Uint8Array): void {
    this.#fetched.set(`${runNumber}/${group}/${seq}`, bytes, bytes.length);
  }

  blocks(runNumber: number, group: number): readonly BlockRow[] {
    return this.#group(runNumber, group).blocks;
  }

  /**
   * Adds what is sealed of a metric to buckets at least as wide as those of its parts, in order of arrival; points are taken where
   * parts are too wide. `from` and `to` are whole buckets. Throws NeedsBlocks.
   */
  addTo(builder: BucketBuilder, runNumber: number, group: number, key: string, from: number, to: number): void {
    const { tiers } = this.#group(runNumber, group);
    const missing: Missing[] = [];
    const visit = (row: PartRow): void => {
      if (row.max_step < from || row.min_step > to) return;
      const buckets = row.min_width <= builder.width ? this.#partBuckets(runNumber, group, row, key) : undefined;
      if (buckets === null) return;
      if (buckets && buckets.width <= builder.width) {
        const wide = this.#widened(runNumber, group, row, key, buckets, builder.width);
        const [start, end] = placesOf(wide, from, to);
        builder.addBuckets(wide, start, end);
        return;
      }
      if (row.tier > 0) {
        const below = tiers[row.tier - 1] ?? [];
        for (const child of below.slice(row.seq * PARTS_PER_MERGE, (row.seq + 1) * PARTS_PER_MERGE)) visit(child);
        return;
      }
      const points = this.#gather(runNumber, group, row.seq, key, missing);
      if (points) builder.addPoints(slicePoints(points, from, to));
    };
    for (const root of rootsOf(tiers)) visit(root);
    if (missing.length > 0) throw new NeedsBlocks(missing);
  }

  /** Points of a metric in one block; empty when it has none there. Throws NeedsBlocks. */
  points(runNumber: number, group: number, seqs: readonly number[], key: string): Points[] {
    const missing: Missing[] = [];
    const all = seqs.map((seq) => this.#gather(runNumber, group, seq, key, missing));
    if (missing.length > 0) throw new NeedsBlocks(missing);
    return all.filter((points) => points !== null);
  }

  #group(runNumber: number, group: number): Group {
    const name = `${runNumber}/${group}`;
    const known = this.#groups.get(name);
    if (known) return known;
    const tiers: PartRow[][] = [];
    for (const row of readPartRows(this.#sql, runNumber, group)) {
      const tier = tiers[row.tier] ?? [];
      tier.push(row);
      tiers[row.tier] = tier;
    }
    const read = { blocks: readBlockRows(this.#sql, runNumber, group), tiers };
    this.#groups.set(name, read, 500 + read.blocks.length * 400);
    return read;
  }

  #partBuckets(runNumber: number, group: number, { tier, seq }: PartRow, key: string): Buckets | null {
    const name = `${runNumber}/${group}/${tier}/${seq}/`;
    const known = this.#buckets.get(name + key);
    if (known !== undefined) return known;
    const part = openPart(new Uint8Array(readPartBytes(this.#sql, runNumber, group, tier, seq)));
    const found = part.get(key)?.buckets() ?? null;
    // Whoever asks for one metric of a group asks for its neighbours next, as pages of charts do.
    for (const [other, series] of part) if (other !== key) this.#buckets.set(name + other, series.buckets(), series.length * BUCKET_BYTES);
    this.#buckets.set(name + key, found, (found?.length ?? 0) * BUCKET_BYTES);
    return found;
  }

  /**
   * Buckets of a part in a greater width, remembered: the buckets of a long curve are in few parts that are several times as narrow, and
   * whoever asked once asks again, live and zoomed back. What is asked for is whole buckets of that width, so none of them is cut.
   */
  #widened(runNumber: number, group: number, { tier, seq }: PartRow, key: string, buckets: Buckets, width: number): Buckets {
    if (buckets.width === width) return buckets;
    const name = `${runNumber}/${group}/${tier}/${seq}/${key}@${width}`;
    const known = this.#wide.get(name);
    if (known) return known;
    const builder = new BucketBuilder(width, Math.ceil((buckets.length * buckets.width) / width));
    builder.addBuckets(buckets);
    const wide = builder.finish();
    this.#wide.set(name, wide, wide.length * BUCKET_BYTES);
    return wide;
  }

  /** Points of a block; null when it has none of this metric, or when it was added to `missing`. */
  #gather(runNumber: number, group: number, seq: number, key: string, missing: Missing[]): Points | null {
    const block = `${runNumber}/${group}/${seq}`;
    const known = this.#points.get(`${block}/${key}`);
    if (known !== undefined) return known;
    const row = this.#group(runNumber, group).blocks[seq];
    if (!row) return null;
    const series = this.#opened.get(block) ?? this.#open(block, runNumber, group, row, missing);
    if (!series) return null;
    const points = series.get(key)?.points() ?? null;
    this.#points.set(`${block}/${key}`, points, (points?.steps.length ?? 0) * POINT_BYTES);
    return points;
  }

  /** Opens a block; null when it was added to `missing`. */
  #open(block: string, runNumber: number, group: number, row: BlockRow, missing: Missing[]): Map<string, BlockSeries> | null {
    const { seq } = row;
    let bytes = this.#fetched.get(block);
    if (!bytes && row.r2_name !== null) {
      missing.push({ runNumber, group, seq, r2Name: row.r2_name });
      return null;
    }
    if (!bytes) {
      const packed = readBlockBytes(this.#sql, runNumber, group, seq);
      if (!packed) throw new Error(`block ${block} has neither bytes nor a place in R2`);
      bytes = new Uint8Array(packed);
    }
    const series = openBlock(bytes);
    // Inflated and with what its series share, it is about four times as large.
    this.#opened.set(block, series, bytes.length * 4);
    return series;
  }
}

/** The parts that together cover all blocks once, in order of arrival: the highest tier, then what is not merged into it. */
function rootsOf(tiers: readonly PartRow[][]): PartRow[] {
  const roots: PartRow[] = [];
  let covered = 0;
  for (let tier = tiers.length - 1; tier >= 0; tier--) {
    const rows = tiers[tier] ?? [];
    covered *= PARTS_PER_MERGE;
    roots.push(...rows.slice(covered));
    covered = rows.length;
  }
  return roots;
}

/** Which of sorted buckets hold steps from one to another. */
function placesOf({ indexes, width, length }: Buckets, from: number, to: number): [number, number] {
  const place = (index: number): number => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((indexes[middle] as number) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [place(Math.floor(from / width)), place(Math.floor(to / width) + 1)];
}
