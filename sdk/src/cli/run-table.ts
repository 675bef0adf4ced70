import type { Cairn } from "../client.ts";
import type { Field } from "../filter/index.ts";
import type { Run } from "../schema/runs.ts";
import type { CellValue } from "../schema/search.ts";
import type { Context } from "./context.ts";
import { type Curves, curvesOf } from "./curves.ts";
import type { Column } from "./output.ts";
import { fieldOf, shownValue, titleOf, valueIn } from "./run-fields.ts";
import { STATUS_STYLES } from "./run-status.ts";
import type { Scope } from "./selection.ts";

const DEFAULT_FIELDS = ["experiment", "started_at", "duration"].map(fieldOf);
const CSV_FIELDS = ["id", "number", "name", "status", "experiment", "group", "created_at", "started_at", "finished_at", "duration"].map(
  fieldOf,
);
/** Runs whose curves are drawn in a table: more would make it slow for little. */
const CURVES_MAX = 200;

/** The metric whose curve a column shows beside its value. */
const curveKey = (field: Field) => (field.kind === "metric" && field.stat === "last" ? field.key : null);

/** Titles without `params.` and the like, where that leaves no doubt. */
function shortTitles(fields: readonly Field[]): Map<Field, string> {
  const short = (field: Field) =>
    field.kind === "attribute"
      ? titleOf(field)
      : field.kind === "metric" && field.stat !== "last"
        ? `${field.key}.${field.stat}`
        : field.key;
  return new Map(
    fields.map((field) => [field, fields.filter((each) => short(each) === short(field)).length > 1 ? titleOf(field) : short(field)]),
  );
}

/** Runs as a table of some fields; in a terminal with the curves of metrics whose last value is shown. */
export async function printRuns(ctx: Context, client: Cairn, scope: Scope, runs: readonly Run[], fields: readonly Field[]): Promise<void> {
  const { out } = ctx;
  const keys = fields.map(curveKey).filter((key) => key !== null);
  let curves: Curves | null = null;
  if (out.room !== null && keys.length > 0 && runs.length <= CURVES_MAX) {
    const ids = runs.map((run) => run.id);
    curves = await curvesOf(client, scope, ids, keys);
  }
  const titles = out.room === null ? new Map<Field, string>() : shortTitles(fields);
  const columns = (fields.length > 0 ? fields : DEFAULT_FIELDS).flatMap((field): Column<Run>[] => {
    const isNumber = field.kind === "metric" || runs.some((run) => typeof valueIn(run, field) === "number");
    const own: Column<Run> = {
      title: titles.get(field) ?? titleOf(field),
      value: (run) => shownValue(field, valueIn(run, field)),
      ...(isNumber && { align: "right" as const }),
      ...(field.kind === "attribute" && { style: () => "dim" as const }),
    };
    const key = curveKey(field);
    if (!curves || key === null) return [own];
    return [
      own,
      { title: "", whole: true, optional: "cut", value: (run) => curves.line(run.id, key, !out.hasUnicode), style: () => "cyan" },
    ];
  });
  out.table(runs, [
    { title: "#", value: (run) => run.number, align: "right" },
    { title: "NAME", value: (run) => run.name, style: () => "bold" },
    { title: "STATUS", value: (run) => run.status, style: (run) => STATUS_STYLES[run.status] },
    ...columns,
    { title: "ID", whole: true, optional: "uncut", value: (run) => run.id, style: () => "dim" },
  ]);
}

/** All params, tags, results and last values of metrics that some runs have, in order of their names. */
function fieldsOf(runs: readonly Run[]): Field[] {
  const keys = (member: "params" | "tags" | "summary" | "metrics") => [...new Set(runs.flatMap((run) => Object.keys(run[member])))].sort();
  return [
    ...keys("params").map((key): Field => ({ kind: "param", key })),
    ...keys("tags").map((key): Field => ({ kind: "tag", key })),
    ...keys("summary").map((key): Field => ({ kind: "summary", key })),
    ...keys("metrics").map((key): Field => ({ kind: "metric", key, stat: "last" })),
  ];
}

/** Runs as CSV (RFC 4180): the fields chosen, or all that the runs have; times and numbers as the API tells them. */
export function* csvOf(runs: readonly Run[], chosen: readonly Field[]): Generator<string> {
  const fields = chosen.length > 0 ? [fieldOf("id"), fieldOf("name"), ...chosen] : [...CSV_FIELDS, ...fieldsOf(runs)];
  yield csvLine(fields.map((field) => (field.kind === "attribute" ? field.name : titleOf(field))));
  for (const run of runs) yield csvLine(fields.map((field) => valueIn(run, field)));
}

/** What holds a comma, a quote or a line end is quoted; nothing is empty, and an empty text is `""`. */
const csvLine = (cells: readonly CellValue[]) =>
  `${cells
    .map((cell) => {
      if (cell === null) return "";
      const text = String(cell);
      return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(",")}\r\n`;
