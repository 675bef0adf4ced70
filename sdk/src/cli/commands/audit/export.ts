import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AUDIT_OPTIONS, auditFilterOf, trailOf } from "../../audit-filter.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";

export const command: CommandModule = {
  description:
    "Save the audit trail: as NDJSON with its chain of hashes, which `cairn audit verify` checks, or as CSV for a spreadsheet. Without --output it is printed. A filter other than a span of time leaves gaps in the chain. With --here the trail of the selected workspace, which has no chain of its own: its digests are in the organization's.",
  examples: [
    "cairn audit export -o audit.ndjson",
    "cairn audit export --format csv --from 2026-11-01 --to 2026-12-01 -o november.csv",
    "cairn audit export --here --format csv -o vision.csv",
  ],
  options: [
    ...AUDIT_OPTIONS,
    { flags: "--format <format>", description: "What to save it as", choices: ["ndjson", "csv"], default: "ndjson" },
    { flags: "-o, --output <file>", description: "File to save it in" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const format = textOf(invocation, "format") === "csv" ? "csv" : "ndjson";
    const output = textOf(invocation, "output");
    const filter = auditFilterOf(invocation);
    const client = await ctx.client();
    const trail = await trailOf(ctx, client, invocation);
    const answer = await trail.export({ ...filter, format });
    if (!answer.body) throw new Failure(EXIT.failure, "The server sent nothing.", "cairn audit export");
    const body = Readable.fromWeb(answer.body as import("node:stream/web").ReadableStream<Uint8Array>);
    if (output === undefined) {
      for await (const piece of body) io.stdout.write(Buffer.from(piece as Uint8Array).toString());
      return;
    }
    const path = resolve(io.machine.cwd, output);
    // It gets its name only when all of it is there.
    const partial = `${path}.partial`;
    try {
      await pipeline(body, createWriteStream(partial));
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    out.say(`Saved the audit trail of ${trail.of} in ${output}.`);
    if (format === "ndjson" && trail.hasChain) out.say(`Check it: cairn audit verify ${output}`);
  },
};
