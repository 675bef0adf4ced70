import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { filesBelow } from "../../../artifact-files.ts";
import { type CommandModule, textOf } from "../../../command.ts";
import { EXIT } from "../../../exit-codes.ts";
import { Failure, usage } from "../../../failure.ts";
import { findRun, RUN_WORDS } from "../../../find-run.ts";
import { progress } from "../../../progress.ts";
import { needScope } from "../../../selection.ts";
import { bytes, counted, plain } from "../../../text.ts";
import { ahead } from "../../../transfer/ahead.ts";
import { fetchFile, isThere } from "../../../transfer/fetch-file.ts";
import { FOR_BYTES, placeBelow } from "../../../transfer/files.ts";

/** Downloads under way at once. */
const AT_ONCE = 4;

export const command: CommandModule = {
  description:
    "Download a file or a folder of a run, or all its files. A download that was broken off goes on; each file is checked against its digest.",
  examples: [
    "cairn run artifacts get 12 model/weights.bin",
    "cairn run artifacts get 12 checkpoints -o ./best",
    "cairn run artifacts get 12 report.json -o - | jq .accuracy",
  ],
  args: [
    { name: "<run>", description: RUN_WORDS, complete: "run" },
    { name: "[path]", description: "File or folder; all files when left out" },
  ],
  options: [
    { flags: "-o, --output <place>", description: "File or folder to write; - prints one file. The last part of the path when left out" },
    { flags: "-f, --force", description: "Replace files that are there and differ" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const client = await ctx.client();
    const scope = { ...(await needScope(ctx, client)), signal: io.signal };
    const run = await findRun(client, scope, invocation.args[0] ?? "");
    const path = (invocation.args[1] ?? "").replace(/^\/+|\/+$/g, "");
    const { files, isOne } = await filesBelow(client, scope, run, path);
    const [only] = files;
    if (!only) throw new Failure(EXIT.notFound, path ? `The run has no file ${plain(path)}.` : "The run has no files.", undefined);
    const output = textOf(invocation, "output");
    if (output === "-") {
      if (!isOne) throw usage("Only one file can be printed: name it.");
      const response = await client.artifacts.content(run, only.path, { ...scope, ...FOR_BYTES });
      for await (const chunk of Readable.fromWeb(response.body as NodeStream<Uint8Array>)) await written(out.stdout, chunk as Uint8Array);
      return;
    }
    const name = path.split("/").at(-1) || `run-${run.slice(-12)}`;
    const target = resolve(io.machine.cwd, output ?? name);
    const placeOf = (file: string) => (isOne ? target : placeBelow(target, path ? file.slice(path.length + 1) : file));
    const shown = progress(
      ctx,
      isOne ? name : counted(files.length, "file"),
      files.reduce((sum, file) => sum + file.size, 0),
      { unit: "bytes" },
    );
    const results: { path: string; file: string; size: number; sha256: string; state: "downloaded" | "there" }[] = [];
    try {
      const fetched = ahead(files, AT_ONCE, async ({ path: from, size, sha256 }) => {
        const file = placeOf(from);
        const result = { path: from, file, size, sha256 };
        if (existsSync(file)) {
          if (await isThere(file, { size, sha256 })) {
            shown.add(size);
            return { ...result, state: "there" as const };
          }
          if (invocation.options.force !== true)
            throw usage(`${file} is there and is not the same. --force replaces it, --output names another place.`);
        }
        await fetchFile({
          file,
          part: `${file}.part`,
          expected: { size, sha256 },
          open: async (headers) => client.artifacts.content(run, from, { ...scope, headers, ...FOR_BYTES }),
          signal: io.signal,
          onBytes: shown.add,
        });
        return { ...result, state: "downloaded" as const };
      });
      for await (const result of fetched) results.push(result);
    } finally {
      shown.end();
    }
    if (out.isJson) return out.json({ items: results });
    for (const { file } of results) out.data(file);
    const there = results.filter(({ state }) => state === "there").length;
    const size = results.reduce((sum, result) => sum + (result.state === "there" ? 0 : result.size), 0);
    out.say(`Downloaded ${counted(results.length - there, "file")}, ${bytes(size)}${there > 0 ? `; ${there} were there already` : ""}.`);
  },
};

/** Writes bytes to a stream, waiting while its reader is slower. */
function written(sink: { write: (chunk: string) => unknown }, chunk: Uint8Array): Promise<void> {
  const stream = sink as unknown as NodeJS.WritableStream;
  return new Promise((done) => {
    if (stream.write(chunk) || typeof stream.once !== "function") done();
    else stream.once("drain", done);
  });
}
