import type { Context } from "../context.ts";
import type { Column, Style } from "../output.ts";
import { bytes, moment, plain, span } from "../text.ts";
import { type RelativeRow, type TaskRow, typeOf } from "./view.ts";

export const RESULT_STYLES: { readonly [result: string]: Style } = { success: "green", failed: "red", incomplete: "yellow", absent: "dim" };
export const BUILD_STYLES: { readonly [status: string]: Style } = {
  running: "cyan",
  success: "green",
  failed: "red",
  cancelled: "yellow",
  interrupted: "yellow",
};

/** Digits of an id that lists show: as many as stand for the whole. */
export const shortId = (id: string): string => id.slice(0, 12);

/** What a tagged form says in one word: a task by the beginning of its id, a moment, a large number. Undefined for all else. */
function tagged(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [[tag, said] = [], more] = Object.entries(value);
  if (more !== undefined || typeof said !== "string") return undefined;
  if (tag === "$task") return shortId(said);
  return tag !== undefined && ["$date", "$bigint", "$number", "$url"].includes(tag) ? said.replace("T00:00:00.000Z", "") : undefined;
}

/** A value in one line. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  return tagged(value) ?? JSON.stringify(value, (_, one: unknown) => tagged(one) ?? one);
}

/** Parameters in one line, e.g. `rounds=10 rate=0.1`. */
export const paramsLine = (params: unknown): string =>
  typeof params === "object" && params !== null
    ? Object.entries(params)
        .map(([name, value]) => `${name}=${shown(value)}`)
        .join(" ")
    : "";

export function printTasks({ out }: Context, rows: readonly TaskRow[]): void {
  const columns: Column<TaskRow>[] = [
    { title: "ID", value: ({ id }) => shortId(id), whole: true },
    { title: "TYPE", value: (row) => typeOf(row), style: () => "bold" },
    ...(rows.some(({ label }) => label) ? [{ title: "LABEL", value: ({ label }: TaskRow) => label }] : []),
    { title: "RESULT", value: ({ result }) => result, whole: true, style: ({ result }) => RESULT_STYLES[result] },
    { title: "SIZE", value: ({ output }) => (output ? bytes(output.size_bytes) : null), align: "right" },
    { title: "FINISHED", value: ({ finished_at }) => (finished_at ? moment(finished_at) : null), optional: "cut", style: () => "dim" },
    { title: "PARAMS", value: ({ params }) => paramsLine(params), optional: "cut" },
  ];
  out.table(rows, columns);
}

export function printRelatives({ out }: Context, rows: readonly RelativeRow[]): void {
  out.table(rows, [
    { title: "ID", value: ({ id }) => shortId(id), whole: true },
    { title: "TYPE", value: (row) => typeOf(row), style: () => "bold" },
    { title: "RESULT", value: ({ result }) => result, whole: true, style: ({ result }) => RESULT_STYLES[result] },
    { title: "AWAY", value: ({ distance }) => distance, align: "right" },
  ]);
}

/** How long something took, when it has a beginning and an end. */
export const took = (from: string | null, to: string | null): string | null =>
  from && to ? span(Date.parse(to) - Date.parse(from)) : null;

/** Values by their paths, e.g. `model.depth`. */
export function flat(value: unknown, path = ""): [path: string, value: string][] {
  const isTag = typeof value === "object" && value !== null && Object.keys(value).some((name) => /^\$[^$]/.test(name) && name !== "$deps");
  if (typeof value !== "object" || value === null || isTag || Object.keys(value).length === 0) return [[path, plain(shown(value))]];
  const members = Array.isArray(value)
    ? value.map((one, i) => [`${path}[${i}]`, one] as const)
    : Object.entries(value).map(([name, one]) => [path ? `${path}.${name}` : name, one] as const);
  return members.flatMap(([at, one]) => flat(one, at));
}
