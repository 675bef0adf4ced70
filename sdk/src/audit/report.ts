import type { AuditHead } from "./lines.ts";

/** What is wrong with an export. */
export interface AuditFault {
  kind: "unreadable" | "changed" | "removed" | "moved" | "repeated" | "unlinked" | "cut" | "foreign";
  /** Line of the file, from 1; null where the fault is of no line. */
  line: number | null;
  /** Position of the chain; null where none is known. */
  position: number | null;
  message: string;
}

export interface VerifyOptions {
  /** A head that is known from elsewhere: the chain of the file must lead to it. */
  head?: AuditHead | undefined;
  /** The hash that the server has at a position; null when it has none. With it each line is held against the server's chain. */
  hashAt?: ((position: number) => Promise<string | null>) | undefined;
  /** Faults that are told at most; 100 when left out. */
  maxFaults?: number | undefined;
}

export interface AuditReport {
  isIntact: boolean;
  organizationId: string | null;
  entries: number;
  /** First and last position that the file holds; null when it holds none. */
  first: number | null;
  last: number | null;
  /** The end of the chain in the file; null when there is none, or when a filter left gaps. */
  head: AuditHead | null;
  /** Whether lines were left out by a filter: each line is checked, but not that none is missing. */
  isFiltered: boolean;
  /** What the chain was held against: the server's hashes, a given head, or nothing but itself. */
  against: "server" | "head" | "itself";
  faults: AuditFault[];
}
