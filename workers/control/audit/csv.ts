import type { AuditLink } from "@cairn/sdk/audit";
import type { AuditEntry } from "@cairn/sdk/schema";

type Entry = Omit<AuditEntry, "position">;

const COLUMNS: readonly (readonly [string, (entry: Entry, link: AuditLink) => unknown])[] = [
  ["position", (_, link) => link.position],
  ["at", (entry) => entry.at],
  ["action", (entry) => entry.action],
  ["outcome", (entry) => entry.outcome],
  ["actor_type", (entry) => entry.actor.type],
  ["actor_id", (entry) => entry.actor.id],
  ["actor_name", (entry) => entry.actor.name],
  ["credential_kind", (entry) => entry.credential?.kind],
  ["credential_id", (entry) => entry.credential?.id],
  ["target_type", (entry) => entry.target.type],
  ["target_id", (entry) => entry.target.id],
  ["target_name", (entry) => entry.target.name],
  ["workspace_id", (entry) => entry.workspace_id],
  ["ip", (entry) => entry.ip],
  ["country", (entry) => entry.country],
  ["user_agent", (entry) => entry.user_agent],
  ["request_id", (entry) => entry.request_id],
  ["data", (entry) => entry.data],
  ["before", (entry) => entry.before],
  ["after", (entry) => entry.after],
  ["id", (entry) => entry.id],
  ["previous", (_, link) => link.previous],
  ["hash", (_, link) => link.hash],
];

/** The first line of a CSV export. */
export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(",")}\r\n`;

/** An entry as a line of CSV (RFC 4180). */
export const csvLine = (link: AuditLink): string =>
  `${COLUMNS.map(([, read]) => cell(read(link.entry as unknown as Entry, link))).join(",")}\r\n`;

/**
 * A cell. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection): names are typed by people
 * whom nobody has to trust.
 */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
