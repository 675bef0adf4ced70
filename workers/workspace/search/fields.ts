import { ATTRIBUTES, type AttributeName, type Field, printField } from "@cairn/sdk/filter";
import type { FieldsQuery, RunField, RunFields } from "@cairn/sdk/schema";
import type { VerbCtx, VerbInput } from "../context.ts";
import { BOOLEAN, NULL, NUMBER, SEGMENT_RUNS, TEXT } from "./column.ts";
import type { ColumnRef } from "./columns.ts";
import { evaluate, type Mask } from "./evaluate.ts";
import { bindQuestion } from "./question.ts";
import { ColumnView, columnOf } from "./view.ts";

/** Fields that runs which are not deleted have: those that most runs have first, attributes before all. */
export function readFieldNames({ ctx, input }: VerbInput<FieldsQuery>): RunFields {
  const view = new ColumnView(ctx);
  const experiments = input.experiment === undefined ? undefined : [input.experiment];
  const bound = bindQuestion(ctx, view, { experiments, filter: "deleted_at is null", lifecycle: "all" });
  const masks = new Map(view.segments.map((segment) => [segment, evaluate(bound, view, segment, 0)] as const));
  const wanted = input.search?.toLowerCase() ?? "";
  const matches = (field: Field) => printField(field).toLowerCase().includes(wanted);
  const attributes = (Object.keys(ATTRIBUTES) as AttributeName[]).map((name): Field => ({ kind: "attribute", name }));
  const items = attributes.filter(matches).map((field) => countCells(view, masks, field));
  const others: RunField[] = [];
  for (const name of ctx.columns.fieldNames()) {
    const field = fieldOf(name);
    if (!field || !matches(field)) continue;
    const one = countPresence(ctx, masks, name, field);
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

function countPresence(ctx: VerbCtx, masks: ReadonlyMap<number, Mask>, name: string, field: Field): RunField {
  let runs = 0;
  let types = 0;
  for (const { segment, types: here, present } of ctx.columns.presence(name)) {
    const mask = masks.get(segment);
    const before = runs;
    if (mask) for (let i = 0; i < SEGMENT_RUNS; i++) if (mask[i] === 1 && (present[i >> 3] ?? 0) & (1 << (i & 7))) runs += 1;
    if (runs > before) types |= here;
  }
  const names = TYPES.filter(([type]) => types & (1 << (type - 1))).map(([, type]) => type);
  return { field: printField(field), kind: field.kind, types: names, runs };
}

function countCells(view: ColumnView, masks: ReadonlyMap<number, Mask>, field: (Field & { kind: "attribute" }) | Field): RunField {
  const ref: ColumnRef = columnOf(field);
  let runs = 0;
  for (const [segment, mask] of masks) {
    const types = view.read(ref, segment)?.types;
    if (types) for (let i = 0; i < SEGMENT_RUNS; i++) if (mask[i] === 1 && types[i] !== 0) runs += 1;
  }
  const type = field.kind === "attribute" ? ATTRIBUTES[field.name] : "string";
  return { field: printField(field), kind: "attribute", types: [type === "duration" ? "number" : type], runs };
}
