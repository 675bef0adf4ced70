import type { CellValue, Run } from "@cairn/sdk/schema";
import Papa from "papaparse";
import { cellOf, durationMs } from "./cell";
import { type Column, columnId } from "./columns";

/** Text that a spreadsheet would take for a formula; it gets a quote before it. Numbers stay numbers. */
const FORMULA = /^[=+\-@\t\r]/;

function csvValue(run: Run, column: Column): CellValue | undefined {
  if (column.kind !== "attribute") return cellOf(run, column);
  if (column.key !== "duration") return cellOf(run, column);
  const ms = durationMs(run);
  return ms === null ? undefined : ms / 1_000;
}

/** Head of the file. Durations are told in seconds. */
export const csvHead = (columns: readonly Column[]): string =>
  line(["name", ...columns.map((column) => (column.kind === "attribute" && column.key === "duration" ? "duration_s" : columnId(column)))]);

/** A row for each run with the columns' values, in full precision. */
export const csvRows = (runs: readonly Run[], columns: readonly Column[]): string =>
  runs.map((run) => line([run.name, ...columns.map((column) => csvValue(run, column) ?? "")])).join("");

const line = (cells: readonly CellValue[]): string => `${Papa.unparse([[...cells]], { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;
