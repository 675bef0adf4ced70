import type { Field } from "@cairn/sdk/filter";
import { z } from "zod";
import { fromBase64Url } from "../../shared/bytes.ts";
import { encodeCursor } from "../../shared/cursor.ts";
import { Fault } from "../../shared/errors.ts";
import { BOOLEAN, NULL, NUMBER, SEGMENT_RUNS, segmentOf, TEXT } from "./column.ts";
import type { ColumnView } from "./view.ts";
import { columnOf } from "./view.ts";

export interface SortField {
  field: Field;
  descending: boolean;
}

/** Numbers come before texts and truths, NaN and then what is missing last, whichever the order. */
const NUMBERS = 0;
const TEXTS = 1;
const BOOLEANS = 2;
const NANS = 8;
const NOTHING = 9;

/** What runs are sorted by in one field. */
interface Key {
  ranks: Uint8Array;
  values: Float64Array;
  /** Small letters first, so that a and A are neighbours. */
  texts: (string | undefined)[] | null;
  sign: 1 | -1;
}

/** Values of a run in every sort field, and its number: where a page ended. */
type Position = { keys: [rank: number, value: string][]; number: number };

/** Sorts runs; of equal ones the newest comes first. */
export class Ordering {
  readonly #numbers: Int32Array;
  readonly #keys: Key[];
  readonly #name: string;

  constructor(view: ColumnView, numbers: Int32Array, sort: readonly SortField[]) {
    this.#numbers = numbers;
    this.#keys = sort.map((one) => keyOf(view, numbers, one));
    this.#name = JSON.stringify(sort);
  }

  /** The runs from `offset` on, at most `limit`, after the run where a cursor points; and whether there are more. */
  page({ cursor, offset, limit }: { cursor: string | null; offset: number; limit: number }): { numbers: number[]; hasMore: boolean } {
    // The newest first, which is how most pages want them: then few of the rest have to be moved.
    const count = this.#numbers.length;
    let places = new Uint32Array(count);
    for (let i = 0; i < count; i++) places[i] = count - 1 - i;
    if (cursor !== null) {
      const start = this.#readCursor(cursor);
      places = places.filter((i) => this.#compareTo(i, start) > 0);
    }
    const end = Math.min(offset + limit, places.length);
    const first = topOf(places, end, (a, b) => this.#compare(a, b));
    const numbers = Array.from(first.subarray(offset, end), (i) => this.#numbers[i] ?? 0);
    return { numbers, hasMore: places.length > end };
  }

  /** Where the next page starts after a run. */
  cursorAfter(runNumber: number): string {
    const i = this.#numbers.indexOf(runNumber);
    const keys = this.#keys.map((key) => [key.ranks[i], key.texts?.[i] ?? String(key.values[i])]);
    return encodeCursor({ sort: this.#name, keys, number: runNumber });
  }

  #readCursor(text: string): Position {
    try {
      const cursor = Cursor.parse(JSON.parse(new TextDecoder().decode(fromBase64Url(text))));
      if (cursor.sort === this.#name && cursor.keys.length === this.#keys.length) return cursor;
    } catch {
      // Answered below, as a cursor of another sort is.
    }
    const message = "must be the next_cursor of the page before, with the same sort";
    throw new Fault("invalid_request", `body.cursor: ${message}`, { errors: [{ path: "body.cursor", rule: "format", message }] });
  }

  #compare(a: number, b: number): number {
    for (const { ranks, values, texts, sign } of this.#keys) {
      const rank = ranks[a] ?? NOTHING;
      const other = ranks[b] ?? NOTHING;
      if (rank !== other) return compareRanks(rank, other, sign);
      const order = rank === TEXTS ? compareValues(texts?.[a] ?? "", texts?.[b] ?? "") : compareValues(values[a] ?? 0, values[b] ?? 0);
      if (order !== 0) return order * sign;
    }
    return (this.#numbers[b] ?? 0) - (this.#numbers[a] ?? 0);
  }

  #compareTo(a: number, { keys, number }: Position): number {
    for (const [k, { ranks, values, texts, sign }] of this.#keys.entries()) {
      const rank = ranks[a] ?? NOTHING;
      const [other, value] = keys[k] ?? [NOTHING, ""];
      if (rank !== other) return compareRanks(rank, other, sign);
      const order = rank === TEXTS ? compareValues(texts?.[a] ?? "", value) : compareValues(values[a] ?? 0, Number(value));
      if (order !== 0) return order * sign;
    }
    return number - (this.#numbers[a] ?? 0);
  }
}

const Cursor = z.object({ sort: z.string(), keys: z.array(z.tuple([z.number(), z.string()])), number: z.number() });

const compareRanks = (a: number, b: number, sign: 1 | -1): number => (a >= NANS || b >= NANS ? a - b : (a - b) * sign);
const compareValues = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function keyOf(view: ColumnView, numbers: Int32Array, { field, descending }: SortField): Key {
  const ranks = new Uint8Array(numbers.length).fill(NOTHING);
  const values = new Float64Array(numbers.length);
  let texts: (string | undefined)[] | null = null;
  const ref = columnOf(field);
  for (let i = 0; i < numbers.length; ) {
    const segment = segmentOf(numbers[i] ?? 0);
    const column = view.read(ref, segment);
    const folded = column?.texts.map((text) => `${text.toLowerCase()}\0${text}`);
    for (; i < numbers.length && segmentOf(numbers[i] ?? 0) === segment; i++) {
      const place = (numbers[i] ?? 0) % SEGMENT_RUNS;
      switch (column?.types[place]) {
        case NUMBER:
        case BOOLEAN: {
          const value = column.numbers?.[place] ?? 0;
          ranks[i] = Number.isNaN(value) ? NANS : column.types[place] === NUMBER ? NUMBERS : BOOLEANS;
          values[i] = Number.isNaN(value) ? 0 : value;
          break;
        }
        case TEXT:
          texts ??= new Array(numbers.length);
          ranks[i] = TEXTS;
          texts[i] = folded?.[column.codes?.[place] ?? 0];
          break;
        case NULL:
          break;
      }
    }
  }
  return { ranks, values, texts, sign: descending ? -1 : 1 };
}

/** The first `count` in order. A few of many are picked out without sorting the rest. */
function topOf(places: Uint32Array, count: number, compare: (a: number, b: number) => number): Uint32Array {
  if (count * 8 >= places.length) return places.sort(compare).subarray(0, count);
  const heap = new Uint32Array(count);
  let size = 0;
  for (const place of places) {
    if (size < count) {
      heap[size] = place;
      siftUp(heap, size++, compare);
    } else if (count > 0 && compare(place, heap[0] ?? 0) < 0) {
      heap[0] = place;
      siftDown(heap, size, compare);
    }
  }
  return heap.sort(compare);
}

/** Keeps the last in order on top. */
function siftUp(heap: Uint32Array, at: number, compare: (a: number, b: number) => number): void {
  let child = at;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const [a, b] = [heap[child] ?? 0, heap[parent] ?? 0];
    if (compare(a, b) <= 0) return;
    heap[child] = b;
    heap[parent] = a;
    child = parent;
  }
}

function siftDown(heap: Uint32Array, size: number, compare: (a: number, b: number) => number): void {
  let parent = 0;
  for (;;) {
    const left = parent * 2 + 1;
    if (left >= size) return;
    const right = left + 1;
    const child = right < size && compare(heap[right] ?? 0, heap[left] ?? 0) > 0 ? right : left;
    const [a, b] = [heap[parent] ?? 0, heap[child] ?? 0];
    if (compare(b, a) <= 0) return;
    heap[parent] = b;
    heap[child] = a;
    parent = child;
  }
}
