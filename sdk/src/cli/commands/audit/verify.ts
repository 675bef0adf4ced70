import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type AuditHead, type AuditReport, verifyAudit } from "../../../audit/index.ts";
import type { Cairn } from "../../../client.ts";
import { AUDIT_PLACES_MAX } from "../../../schema/audit.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure, usage } from "../../failure.ts";

/** Faults that are shown. */
const SHOWN = 20;

function headOf(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (!match) throw usage("--head must be a position and its hash, e.g. 120:5f70bf18….", "cairn audit verify --help");
  return { position: Number(match[1]), hash: match[2] ?? "" };
}

/** Asks the server for hashes, many at a time: lines of a file come in order. */
function serverHashes(client: Cairn, organization: () => string, signal: AbortSignal) {
  let known = new Map<number, string>();
  let from = 0;
  let until = -1;
  return async (position: number): Promise<string | null> => {
    if (position < from || position > until) {
      from = position;
      until = position + AUDIT_PLACES_MAX - 1;
      const { items } = await client.audit.places(
        { after: position - 1, limit: AUDIT_PLACES_MAX },
        { organization: organization(), signal },
      );
      known = new Map(items.map((place) => [place.position, place.hash]));
    }
    return known.get(position) ?? null;
  };
}

export const command: CommandModule = {
  description:
    "Check an export of the audit trail (NDJSON): that no entry was changed, removed, moved or added. By itself a file proves that it is whole; against --server, or a --head that you kept, also that it was not written anew. Exit code 0: intact; 1: it is not, and the lines are named; 2: it is no export.",
  examples: [
    "cairn audit verify audit.ndjson",
    "cairn audit verify audit.ndjson --server",
    "cairn audit verify audit.ndjson --head 120:5f70…",
  ],
  args: [{ name: "<file>", description: "An export, or - for standard input" }],
  options: [
    { flags: "--server", description: "Hold every entry against the server's chain" },
    { flags: "--head <position:hash>", description: "A head that you kept: the chain has to lead to it" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const file = invocation.args[0] ?? "";
    const head = headOf(textOf(invocation, "head"));
    const input = file === "-" ? io.stdin : createReadStream(resolve(io.machine.cwd, file));
    let organization = "";
    const hashAt = invocation.options.server === true ? serverHashes(await ctx.client(), () => organization, io.signal) : undefined;
    async function* lines() {
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
        organization ||= /"organization_id":"(org_[0-9a-f-]+)"/.exec(line)?.[1] ?? "";
        yield line;
      }
    }
    const report = await read(file, () => verifyAudit(lines(), { head, hashAt }));
    if (report.organizationId === null)
      throw usage(report.faults[0]?.message ?? "The file is no export.", "cairn audit export -o audit.ndjson");
    if (out.isJson) out.json(report);
    else if (report.isIntact) {
      out.data(wordsOf(report));
      if (report.head) out.data(`head ${report.head.position}:${report.head.hash}`);
    }
    if (report.isIntact) return;
    throw new Failure(
      EXIT.failure,
      `The file is not what was exported: ${report.faults.length} fault${report.faults.length === 1 ? "" : "s"}.`,
      undefined,
      {
        details: report.faults.slice(0, SHOWN).map(({ message }) => message),
      },
    );
  },
};

async function read<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR" || error.code === "EACCES"))
      throw usage(`${file} cannot be read.`);
    throw error;
  }
}

function wordsOf({ entries, first, last, isFiltered, against }: AuditReport): string {
  const what = entries === 0 ? "No entries" : `${entries} ${entries === 1 ? "entry" : "entries"}, positions ${first} to ${last}`;
  const how = {
    server: "as the server has them",
    head: "and they lead to the head given",
    itself: "and they follow each other; hold them against --server or a --head to see that they were not written anew",
  }[against];
  if (isFiltered)
    return `Intact: ${what}, each as it was written${against === "server" ? ", as the server has them" : ""}. A filter left others out.`;
  return `Intact: ${what}, ${how}.`;
}
