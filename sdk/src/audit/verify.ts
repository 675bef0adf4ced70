import { genesisHash, linkHash } from "./chain.ts";
import { Gaps } from "./gaps.ts";
import { type AuditExportHeader, type AuditHead, type EntryLine, isEntryLine, isHeader, readLine } from "./lines.ts";
import type { AuditFault, AuditReport, VerifyOptions } from "./report.ts";

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
export async function verifyAudit(lines: AsyncIterable<string> | Iterable<string>, options: VerifyOptions = {}): Promise<AuditReport> {
  const verifier = new Verifier(options);
  for await (const text of lines) if (!(await verifier.take(text))) break;
  return verifier.end();
}

class Verifier {
  readonly #options: VerifyOptions;
  readonly #faults: AuditFault[] = [];
  readonly #gaps = new Gaps();
  #header: AuditExportHeader | null = null;
  #genesis = "";
  #line = 0;
  #entries = 0;
  /** What the last line of the export counted; null before it. */
  #counted: number | null = null;
  #first: number | null = null;
  #previous: AuditHead | null = null;
  /** Whether the position of the given head was met. */
  #isHeadMet = false;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** Takes the next line; false when no other one is of use. */
  async take(text: string): Promise<boolean> {
    this.#line += 1;
    if (text.trim() === "") return true;
    const line = readLine(text);
    if (!this.#header) {
      if (this.#line > 1 || !isHeader(line)) {
        this.#tell("unreadable", null, "is no header of an audit export. Export the trail as NDJSON.");
        return false;
      }
      this.#header = line;
      this.#genesis = await genesisHash(line.organization_id);
    } else if (this.#counted !== null) this.#tell("repeated", null, "comes after the line that ends the export.");
    else if (line?.kind === "end" && typeof line.entries === "number") this.#counted = line.entries;
    else if (isEntryLine(line)) await this.#entry(this.#header, line);
    else this.#tell("unreadable", null, "is no entry.");
    return true;
  }

  async #entry(header: AuditExportHeader, line: EntryLine): Promise<void> {
    const { position, hash } = line;
    this.#entries += 1;
    const isChanged = (await linkHash(line)) !== hash;
    if (isChanged) this.#tell("changed", position, `the entry at position ${position} was changed: it does not match its hash.`);
    const { organization_id } = line.entry;
    if (organization_id !== undefined && organization_id !== header.organization_id)
      this.#tell("foreign", position, `the entry at position ${position} is of another organization.`);
    const expected = this.#previous ? this.#previous.position + 1 : header.first;
    if (position < expected) {
      if (this.#gaps.take(position))
        this.#tell("moved", position, `position ${position} stands after position ${expected - 1}; it was moved.`);
      else this.#tell("repeated", position, `position ${position} was there before.`);
      return;
    }
    if (!header.filter) this.#gaps.add({ from: expected, to: position - 1, line: this.#line });
    // Of an entry that was changed all is said.
    if (!isChanged) {
      await this.#checkLink(line);
      await this.#checkElsewhere(line);
    }
    this.#first ??= position;
    this.#previous = { position, hash };
  }

  /** Whether an entry follows the one before it. */
  async #checkLink({ position, previous }: EntryLine): Promise<void> {
    if (position === 1 && previous !== this.#genesis)
      this.#tell("unlinked", position, "the chain does not begin as that of this organization.");
    const before = this.#previous;
    if (before?.position === position - 1 && before.hash !== previous)
      this.#tell(
        "unlinked",
        position,
        `position ${position} does not follow position ${before.position}: that one was written anew after the fact.`,
      );
    const { hashAt, head } = this.#options;
    if (this.#first === null && head?.position === position - 1) {
      this.#isHeadMet = true;
      if (head.hash !== previous) this.#tell("unlinked", position, `position ${position} does not follow the given head.`);
    }
    if (this.#first === null && position > 1 && hashAt && (await hashAt(position - 1)) !== previous)
      this.#tell("unlinked", position, `position ${position} does not follow the server's position ${position - 1}.`);
  }

  /** Whether an entry is the one that is known from the server, or from a head that was kept. */
  async #checkElsewhere({ position, hash }: EntryLine): Promise<void> {
    const { hashAt, head } = this.#options;
    const known = hashAt ? await hashAt(position) : hash;
    if (known === null) this.#tell("foreign", position, `the server has no position ${position}.`);
    else if (known !== hash)
      this.#tell("changed", position, `the entry at position ${position} is not the one that the server has: it was written anew.`);
    if (head?.position !== position) return;
    this.#isHeadMet = true;
    if (head.hash !== hash)
      this.#tell("changed", position, `position ${position} has not the hash of the given head: something up to it was written anew.`);
  }

  /** Says how it went, once no line is left. */
  end(): AuditReport {
    for (const { from, to, line } of this.#gaps.left)
      this.#tell(
        "removed",
        from,
        `${from === to ? `position ${from} was` : `positions ${from} to ${to} were`} removed before this line.`,
        line,
      );
    if (this.#line === 0) this.#tell("unreadable", null, "The file is empty.", null);
    if (this.#header) this.#checkEnd(this.#header);
    const isFiltered = this.#header !== null && this.#header.filter !== null;
    return {
      isIntact: this.#faults.length === 0,
      organizationId: this.#header?.organization_id ?? null,
      entries: this.#entries,
      first: this.#first,
      last: this.#previous?.position ?? null,
      head: isFiltered ? null : this.#previous,
      isFiltered,
      against: this.#options.hashAt ? "server" : this.#options.head ? "head" : "itself",
      faults: this.#faults,
    };
  }

  #checkEnd(header: AuditExportHeader): void {
    const last = this.#previous?.position ?? null;
    const reached = last ?? header.first - 1;
    if (this.#counted === null)
      this.#tell("cut", last, `The file was cut off after line ${this.#line}: the line that ends an export is missing.`, null);
    else if (!header.filter && reached < header.last)
      this.#tell("removed", reached + 1, `Positions ${reached + 1} to ${header.last} were removed from the end of the file.`, null);
    else if (this.#counted !== this.#entries)
      this.#tell("removed", null, `The export had ${this.#counted} entries, the file has ${this.#entries}.`, null);
    const { head } = this.#options;
    if (head && !this.#isHeadMet && this.#faults.length === 0)
      this.#tell(
        "removed",
        head.position,
        `The given head, position ${head.position}, is not in the file: nothing can be held against it.`,
        null,
      );
    if (!header.filter && header.head.position === last && header.head.hash !== this.#previous?.hash)
      this.#tell("changed", last, "the head that the header names is not the end of the chain in the file.", 1);
  }

  #tell(kind: AuditFault["kind"], position: number | null, message: string, line: number | null = this.#line): void {
    if (this.#faults.length >= (this.#options.maxFaults ?? MAX_FAULTS)) return;
    this.#faults.push({ kind, line, position, message: line === null ? message : `Line ${line}: ${message}` });
  }
}
