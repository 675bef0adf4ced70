/** Runs of one segment: those whose number divided by this is the segment's. */
export const SEGMENT_RUNS = 1_024;
export const segmentOf = (runNumber: number): number => Math.floor(runNumber / SEGMENT_RUNS);

/** What a run has in a field; undefined: nothing. */
export type Cell = number | string | boolean | null | undefined;

/** What stands in `types` for each kind of cell. */
export const MISSING = 0;
export const NULL = 1;
export const NUMBER = 2;
export const TEXT = 3;
export const BOOLEAN = 4;

/** One field of the runs of a segment. Never changed after it was made: a change makes another one. */
export interface Column {
  types: Uint8Array;
  /** Numbers, and booleans as 0 and 1; null when there is none. */
  numbers: Float64Array | null;
  /** For texts, the place in `texts`; null when there is none. */
  codes: Uint16Array | null;
  texts: readonly string[];
}

export function cellAt(column: Column, i: number): Cell {
  switch (column.types[i]) {
    case NULL:
      return null;
    case NUMBER:
      return column.numbers?.[i] ?? Number.NaN;
    case BOOLEAN:
      return column.numbers?.[i] === 1;
    case TEXT:
      return column.texts[column.codes?.[i] ?? 0] ?? "";
    default:
      return undefined;
  }
}

/**
 * A column with other cells at some places; null when it has no cell at all. Answers the same column when nothing changes.
 * `cellOf` is asked with the index in `places`.
 */
export function withCells(column: Column | null, places: ArrayLike<number>, cellOf: (index: number) => Cell): Column | null {
  let types: Uint8Array | null = null;
  let numbers = column?.numbers ?? null;
  let codes = column?.codes ?? null;
  let texts: string[] = [];
  let codeOf: Map<string, number> | null = null;
  for (let k = 0; k < places.length; k++) {
    const i = places[k] ?? 0;
    const cell = cellOf(k);
    if (isSame(column ? cellAt(column, i) : undefined, cell)) continue;
    if (!types) {
      types = column ? column.types.slice() : new Uint8Array(SEGMENT_RUNS);
      numbers = numbers?.slice() ?? null;
      codes = codes?.slice() ?? null;
      texts = column ? [...column.texts] : [];
    }
    types[i] = typeOf(cell);
    if (typeof cell === "number" || typeof cell === "boolean") {
      numbers ??= new Float64Array(SEGMENT_RUNS);
      numbers[i] = Number(cell);
    } else if (typeof cell === "string") {
      codes ??= new Uint16Array(SEGMENT_RUNS);
      codeOf ??= new Map(texts.map((text, code) => [text, code]));
      let code = codeOf.get(cell);
      if (code === undefined) {
        code = texts.push(cell) - 1;
        codeOf.set(cell, code);
      }
      codes[i] = code;
    }
  }
  if (!types) return column;
  return types.some((type) => type !== MISSING) ? compact({ types, numbers, codes, texts }) : null;
}

/** NaN is the same as NaN; 0 and -0 are one number. */
const isSame = (a: Cell, b: Cell): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

function typeOf(cell: Cell): number {
  if (cell === undefined) return MISSING;
  if (cell === null) return NULL;
  return typeof cell === "number" ? NUMBER : typeof cell === "string" ? TEXT : BOOLEAN;
}

/** Drops texts that no run has any more, so that a column that changes often does not grow. */
function compact(column: Column): Column {
  const { types, codes, texts } = column;
  if (!codes || texts.length === 0) return column;
  const moved = new Int32Array(texts.length).fill(-1);
  const kept: string[] = [];
  const next = new Uint16Array(SEGMENT_RUNS);
  for (let i = 0; i < SEGMENT_RUNS; i++) {
    if (types[i] !== TEXT) continue;
    const code = codes[i] ?? 0;
    if (moved[code] === -1) moved[code] = kept.push(texts[code] ?? "") - 1;
    next[i] = moved[code] ?? 0;
  }
  return { ...column, codes: kept.length > 0 ? next : null, texts: kept };
}

/** Bytes that a column takes in memory, about. */
export const sizeOf = (column: Column | null): number =>
  column === null
    ? 100
    : SEGMENT_RUNS +
      (column.numbers ? SEGMENT_RUNS * 8 : 0) +
      (column.codes ? SEGMENT_RUNS * 2 : 0) +
      column.texts.reduce((bytes, text) => bytes + 40 + text.length * 2, 200);
