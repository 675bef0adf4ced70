import type { Field } from "../filter/index.ts";
import { printField } from "../filter/index.ts";
import type { RunDetail } from "../schema/runs.ts";
import type { CellValue } from "../schema/search.ts";
import { shownValue, valueIn } from "./run-fields.ts";

/** A field with its value in each of some runs. */
export interface ComparedField {
  field: string;
  values: CellValue[];
  differs: boolean;
}

const ATTRIBUTES = [
  "status",
  "experiment",
  "group",
  "attempt",
  "created_by",
  "started_at",
  "duration",
  "error",
  "host",
  "user",
  "commit",
] as const;
const ENVIRONMENT = ["command", "runtime", "platform", "cpu_model", "sdk"] as const;
const KINDS = [
  ["param", "params"],
  ["summary", "summary"],
  ["tag", "tags"],
  ["metric", "metrics"],
] as const;

/** Every field that one of some runs has, with the values of all: facts, params, results, tags, then last values of metrics. */
export function compareRuns(runs: readonly RunDetail[]): (ComparedField & { shown: string[] })[] {
  const keysOf = (member: (typeof KINDS)[number][1]) =>
    [...new Set(runs.flatMap((run) => Object.keys(run[member])))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const fields: Field[] = [
    ...ATTRIBUTES.map((name): Field => ({ kind: "attribute", name })),
    ...KINDS.flatMap(([kind, member]) =>
      keysOf(member).map((key): Field => (kind === "metric" ? { kind, key, stat: "last" } : { kind, key })),
    ),
  ];
  const differs = (values: readonly CellValue[]) => values.some((value) => value !== values[0]);
  const rows = fields.map((field) => {
    const values = runs.map((run) => valueIn(run, field));
    return { field: printField(field), values, differs: differs(values), shown: values.map((value) => shownValue(field, value)) };
  });
  for (const name of ENVIRONMENT) {
    const values = runs.map((run) => run.environment[name] ?? null);
    rows.push({ field: `environment.${name}`, values, differs: differs(values), shown: values.map((value) => value ?? "–") });
  }
  return rows.filter(({ values }) => values.some((value) => value !== null));
}
