/** What every export says it is. */
export const AUDIT_EXPORT_FORMAT = "cairn-audit-1";

/** Where a chain stood: its last position and that one's hash. */
export interface AuditHead {
  position: number;
  hash: string;
}

/** First line of an export. */
export interface AuditExportHeader {
  kind: "header";
  format: typeof AUDIT_EXPORT_FORMAT;
  organization_id: string;
  exported_at: string;
  /** Positions that the export covers, both included; `last` is before `first` when there are none. */
  first: number;
  last: number;
  /** What was asked for beside the range; null: every entry of the range is there. */
  filter: Readonly<Record<string, string>> | null;
  /** Where the whole chain stood. */
  head: AuditHead;
}

/** Last line of an export: without it the file was cut off. */
export interface AuditExportEnd {
  kind: "end";
  entries: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** A line as an object; null for what is none. */
export function readLine(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a line is the first one of an export of this format. */
export function isHeader(line: Fields | null): line is Fields & AuditExportHeader {
  if (line?.kind !== "header" || line.format !== AUDIT_EXPORT_FORMAT || typeof line.organization_id !== "string") return false;
  const head = line.head as Partial<AuditHead> | null | undefined;
  return isCount(line.first) && isCount(line.last) && isCount(head?.position) && typeof head.hash === "string";
}

/** A line that holds an entry. */
export interface EntryLine {
  position: number;
  previous: string;
  hash: string;
  entry: Fields;
}

/** Whether a line is an entry with its place in the chain. */
export const isEntryLine = (line: Fields | null): line is Fields & EntryLine =>
  line !== null &&
  isCount(line.position) &&
  typeof line.previous === "string" &&
  typeof line.hash === "string" &&
  typeof line.entry === "object" &&
  line.entry !== null;
