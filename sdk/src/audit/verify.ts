import { genesisHash, linkHash } from "./chain.ts";
import { type AuditExportHeader, type AuditHead, isEntryLine, isHeader, readLine } from "./lines.ts";

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

const MAX_FAULTS = 100;

/**
 * Checks an export of the audit trail (NDJSON) line by line, in bounded memory: each entry's hash, that positions follow each other
 * without gaps, and that the chain begins and ends where it should. It says which line was changed, removed, moved or repeated. A chain
 * that somebody wrote anew as a whole is only seen against `head` or `hashAt`.
 *
 * @example
 * const report = await verifyAudit(readline.createInterface({ input: createReadStream("audit.ndjson") }));
 * if (!report.isIntact) console.error(report.faults[0].message);
 */
export async function verifyAudit(
  lines: AsyncIterable<string> | Iterable<string>,
  { head, hashAt, maxFaults = MAX_FAULTS }: VerifyOptions = {},
): Promise<AuditReport> {
  const faults: AuditFault[] = [];
  const tell = (kind: AuditFault["kind"], line: number | null, position: number | null, message: string) => {
    if (faults.length < maxFaults) faults.push({ kind, line, position, message: line === null ? message : `Line ${line}: ${message}` });
  };
  let header: AuditExportHeader | null = null;
  let number = 0;
  let entries = 0;
  let ended: number | null = null;
  let previous: AuditHead | null = null;
  let first: number | null = null;
  /** Positions that were passed over, which may still come. */
  let missing: { from: number; to: number; line: number }[] = [];
  let genesis = "";

  for await (const text of lines) {
    number += 1;
    if (text.trim() === "") continue;
    const line = readLine(text);
    if (number === 1) {
      if (!isHeader(line)) {
        tell("unreadable", 1, null, "is no header of an audit export. Export the trail as NDJSON.");
        break;
      }
      header = line;
      genesis = await genesisHash(line.organization_id);
      continue;
    }
    if (ended !== null) {
      tell("repeated", number, null, "comes after the line that ends the export.");
      continue;
    }
    if (line?.kind === "end" && typeof line.entries === "number") {
      ended = line.entries;
      continue;
    }
    if (!isEntryLine(line)) {
      tell("unreadable", number, null, "is no entry.");
      continue;
    }
    const { position, hash, entry } = line;
    entries += 1;
    const expected: number = previous ? previous.position + 1 : (header?.first ?? 1);
    if (position < expected) {
      const gap = missing.find(({ from, to }) => from <= position && position <= to);
      if (gap) {
        missing = missing.flatMap((one) => (one === gap ? split(one, position) : [one]));
        tell("moved", number, position, `position ${position} stands after position ${expected - 1}; it was moved.`);
      } else tell("repeated", number, position, `position ${position} was there before.`);
      if ((await linkHash(line)) !== hash) tell("changed", number, position, `the entry at position ${position} was changed.`);
      continue;
    }
    if (position > expected && !header?.filter) missing.push({ from: expected, to: position - 1, line: number });
    const isChanged = (await linkHash(line)) !== hash;
    if (isChanged) tell("changed", number, position, `the entry at position ${position} was changed: it does not match its hash.`);
    if (header && entry.organization_id !== undefined && entry.organization_id !== header.organization_id)
      tell("foreign", number, position, `the entry at position ${position} is of another organization.`);
    const before: string | null = position === 1 ? genesis : previous?.position === position - 1 ? previous.hash : null;
    if (before !== null && line.previous !== before && !isChanged)
      tell(
        "unlinked",
        number,
        position,
        position === 1
          ? "the chain does not begin as that of this organization."
          : `position ${position} does not follow position ${position - 1}: that one was written anew after the fact.`,
      );
    if (first === null && position > 1 && hashAt) {
      const anchor = await hashAt(position - 1);
      if (anchor !== line.previous)
        tell("unlinked", number, position, `position ${position} does not follow the server's position ${position - 1}.`);
    }
    if (hashAt) {
      const known = await hashAt(position);
      if (known === null) tell("foreign", number, position, `the server has no position ${position}.`);
      else if (known !== hash && !isChanged)
        tell("changed", number, position, `the entry at position ${position} is not the one that the server has: it was written anew.`);
    }
    if (head?.position === position && head.hash !== hash && !isChanged)
      tell("changed", number, position, `position ${position} has not the hash of the given head: something up to it was written anew.`);
    first ??= position;
    previous = { position, hash };
  }

  for (const { from, to, line } of missing) {
    const what = from === to ? `position ${from} was` : `positions ${from} to ${to} were`;
    tell("removed", line, from, `${what} removed before this line.`);
  }
  const last: number | null = previous?.position ?? null;
  if (header) {
    const reached = last ?? header.first - 1;
    if (ended === null) tell("cut", null, last, `The file was cut off after line ${number}: the line that ends an export is missing.`);
    else if (!header.filter && reached < header.last)
      tell("removed", null, reached + 1, `Positions ${reached + 1} to ${header.last} were removed from the end of the file.`);
    else if (ended !== entries) tell("removed", null, null, `The export had ${ended} entries, the file has ${entries}.`);
    if (head && !header.filter && (last === null || last < head.position))
      tell("removed", null, head.position, `The given head is position ${head.position}; the file ends at ${last ?? 0}.`);
    if (!header.filter && header.head.position === last && previous && header.head.hash !== previous.hash)
      tell("changed", 1, last, "the head that the header names is not the end of the chain in the file.");
  } else if (number === 0) tell("unreadable", null, null, "The file is empty.");
  const isFiltered = header !== null && header.filter !== null;
  return {
    isIntact: faults.length === 0,
    organizationId: header?.organization_id ?? null,
    entries,
    first,
    last,
    head: isFiltered ? null : previous,
    isFiltered,
    against: hashAt ? "server" : head ? "head" : "itself",
    faults,
  };
}

/** What is left of a gap once one of its positions has come. */
const split = (gap: { from: number; to: number; line: number }, position: number) =>
  [
    { ...gap, to: position - 1 },
    { ...gap, from: position + 1 },
  ].filter(({ from, to }) => from <= to);
