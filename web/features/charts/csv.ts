import type { Trace } from "./traces";

/** Text that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A field as RFC 4180 wants it. Text that a spreadsheet would run gets a quote before it; numbers stay numbers. */
export const csvField = (value: string | number): string => {
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What a panel draws, one row for each point. */
export function tracesToCsv(traces: readonly Trace[], xName: string): string {
  const header = ["run", "id", xName, ...(xName === "step" ? [] : ["step"]), "value", "original", "min", "max"];
  const rows = [header.map(csvField).join(",")];
  for (const trace of traces)
    for (const [i, x] of trace.x.entries()) {
      const step = xName === "step" ? [] : [trace.step[i] ?? ""];
      const cells = [trace.name, trace.id, x, ...step, trace.y[i] ?? "", trace.original[i] ?? "", trace.low[i] ?? "", trace.high[i] ?? ""];
      rows.push(cells.map(csvField).join(","));
    }
  return `${rows.join("\r\n")}\r\n`;
}
