import { ATTRIBUTES, type AttributeName, type Field, printField } from "@cairn/sdk/filter";
import type { FieldsQuery, RunField, RunFields } from "@cairn/sdk/schema";
import type { VerbCtx, VerbInput } from "../context.ts";
import { BOOLEAN, NULL, NUMBER, SEGMENT_RUNS, TEXT } from "./column.ts";
import { evaluate, type Mask } from "./evaluate.ts";
import { bindQuestion } from "./question.ts";
import { ColumnView, columnOf } from "./view.ts";

/** Fields that runs which are not deleted have: those that most runs have first, attributes before all. */
export function readFieldNames({ ctx, input }: VerbInput<FieldsQuery>): RunFields {
  const view = new ColumnView(ctx);
  const experiments = input.experiment === undefined ? undefined : [input.experiment];
  const bound = bindQuestion(ctx, view, { experiments, filter: "deleted_at is null", lifecycle: "all" });
  const counted: Counted = new Map(view.segments.map((segment) => [segment, bitsOf(evaluate(bound, view, segment, 0))] as const));
  const wanted = input.search?.toLowerCase() ?? "";
  const matches = (field: Field) => printField(field).toLowerCase().includes(wanted);
  const attributes = (Object.keys(ATTRIBUTES) as AttributeName[]).map((name) => ({ kind: "attribute", name }) as const);
  const items = attributes.filter(matches).map((field) => countAttribute(view, ctx, counted, field));
  const others: RunField[] = [];
  for (const name of ctx.columns.fieldNames()) {
    const field = fieldOf(name);
    if (!field || !matches(field)) continue;
    const one = countField(ctx, counted, name, field);
    if (one.runs > 0) others.push(one);
  }
  others.sort((a, b) => b.runs - a.runs || (a.field < b.field ? -1 : 1));
  return { items: [...items, ...others].slice(0, input.limit) };
}

const KINDS = { p: "param", t: "tag", s: "summary" } as const;

/** The field of a stored name; null for attributes. */
function fieldOf(name: string): Field | null {
  const [letter, key] = [name[0] ?? "", name.slice(2)];
  if (letter === "m") return { kind: "metric", key, stat: "last" };
  return letter in KINDS ? { kind: KINDS[letter as keyof typeof KINDS], key } : null;
}

const TYPES = [
  [NUMBER, "number"],
  [TEXT, "string"],
  [BOOLEAN, "boolean"],
  [NULL, "null"],
] as const;

/** Runs that are counted, by segment: a bit each. Thousands of fields are counted at once, so no run is looked at by itself. */
type Counted = ReadonlyMap<number, Uint32Array>;

function bitsOf(mask: Mask): Uint32Array {
  const bits = new Uint8Array(SEGMENT_RUNS / 8);
  for (let i = 0; i < SEGMENT_RUNS; i++) if (mask[i] === 1) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return new Uint32Array(bits.buffer);
}

/** How many bits are in both. */
function countBoth(one: Uint32Array, other: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < one.length; i++) {
    let word = (one[i] ?? 0) & (other[i] ?? 0);
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

function countPresence(ctx: VerbCtx, counted: Counted, name: string): { runs: number; types: number } {
  let [runs, types] = [0, 0];
  for (const { segment, types: here, present } of ctx.columns.presence(name)) {
    const bits = counted.get(segment);
    const both = bits ? countBoth(bits, new Uint32Array(present.buffer, present.byteOffset, bits.length)) : 0;
    runs += both;
    if (both > 0) types |= here;
  }
  return { runs, types };
}

function countField(ctx: VerbCtx, counted: Counted, name: string, field: Field): RunField {
  const { runs, types } = countPresence(ctx, counted, name);
  const names = TYPES.filter(([type]) => types & (1 << (type - 1))).map(([, type]) => type);
  return { field: printField(field), kind: field.kind, types: names, runs };
}

function countAttribute(view: ColumnView, ctx: VerbCtx, counted: Counted, field: Field & { kind: "attribute" }): RunField {
  const ref = columnOf(field);
  let runs = 0;
  if (!ref.field.startsWith("v:")) runs = countPresence(ctx, counted, ref.field).runs;
  else
    for (const [segment, bits] of counted) {
      // What every run has need not be made to be counted.
      const present = field.name === "duration" ? bitsOf(view.read(ref, segment)?.types.map((type) => (type === 0 ? 0 : 1)) ?? none) : bits;
      runs += countBoth(bits, present);
    }
  const type = ATTRIBUTES[field.name];
  return { field: printField(field), kind: "attribute", types: [type === "duration" ? "number" : type], runs };
}

const none: Mask = new Uint8Array(0);
