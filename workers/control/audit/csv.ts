import type { AuditLink } from "@cairn/sdk/audit";
import type { AuditEntry } from "@cairn/sdk/schema";
import { csvLine } from "../../shared/csv.ts";

type Columns<T> = readonly (readonly [name: string, read: (row: T) => unknown])[];

const ENTRY: Columns<AuditEntry> = [
  ["position", (entry) => entry.position],
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
];

const CHAIN: Columns<AuditLink> = [
  ["previous", (link) => link.previous],
  ["hash", (link) => link.hash],
];

const namesOf = <T>(columns: Columns<T>) => columns.map(([name]) => name);
const cellsOf = <T>(columns: Columns<T>, row: T) => columns.map(([, read]) => read(row));

/** The first line of entries as CSV, and of entries with their chain. */
export const ENTRY_HEADER = csvLine(namesOf(ENTRY));
export const LINK_HEADER = csvLine([...namesOf(ENTRY), ...namesOf(CHAIN)]);

export const entryLine = (entry: AuditEntry): string => csvLine(cellsOf(ENTRY, entry));

export const linkLine = (link: AuditLink): string => {
  const entry = { ...link.entry, position: link.position } as unknown as AuditEntry;
  return csvLine([...cellsOf(ENTRY, entry), ...cellsOf(CHAIN, link)]);
};
