import {
  AUDIT_EXPORT_FORMAT,
  type AuditExportEnd,
  type AuditExportHeader,
  type AuditHead,
  type AuditLink,
  genesisHash,
} from "@cairn/sdk/audit";
import { timestamp } from "../../../shared/clock.ts";
import { auditView } from "../view.ts";
import type { SealedRow } from "./store.ts";

/** A row as a line of an export: its place in the chain and the entry that the hash is of. */
export async function linkOf(orgId: string, { row, position, hash, previous }: SealedRow): Promise<AuditLink> {
  return { position, previous: previous ?? (await genesisHash(orgId)), hash, entry: { ...auditView(row) } };
}

interface ExportRange {
  orgId: string;
  now: number;
  first: number;
  last: number;
  filter: Readonly<Record<string, string>> | null;
  head: AuditHead;
}

/** The line that an export begins with. */
export const headerOf = ({ orgId, now, first, last, filter, head }: ExportRange): AuditExportHeader => ({
  kind: "header",
  format: AUDIT_EXPORT_FORMAT,
  organization_id: orgId,
  exported_at: timestamp(now),
  first,
  last,
  filter,
  head: { position: head.position, hash: head.hash },
});

/** The line that an export ends with. */
export const endOf = (entries: number): AuditExportEnd => ({ kind: "end", entries });

export const ndjson = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
