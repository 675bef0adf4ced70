import { formatNumber } from "../../charts/format";

/** A value of a table as text. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace(".000Z", "Z");
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  return typeof value === "object"
    ? JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner))
    : String(value);
}

/** A value as a number for a chart; NaN for what is none. */
export function cellNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof Date) return value.getTime() / 1_000;
  if (typeof value === "string" && value.trim() !== "") return Number(value);
  return Number.NaN;
}

/** Whether most of some values are numbers. */
export function isNumeric(values: readonly unknown[]): boolean {
  const there = values.filter((value) => value !== null && value !== undefined);
  return there.length > 0 && there.filter((value) => Number.isFinite(cellNumber(value))).length > there.length / 2;
}
