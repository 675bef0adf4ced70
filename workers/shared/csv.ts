/** A line of CSV (RFC 4180). What is no text and no number is written as JSON, and what is not there is empty. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(toCell).join(",")}\r\n`;

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection): names are typed by people whom
 * nobody has to trust.
 */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
