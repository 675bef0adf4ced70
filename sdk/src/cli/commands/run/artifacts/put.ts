import { basename, resolve } from "node:path";
import { commitItems, type FileItem } from "../../../../run/artifacts.ts";
import { filesOf } from "../../../../run/node/files.ts";
import { type CommandModule, textOf } from "../../../command.ts";
import { usage } from "../../../failure.ts";
import { findRun, RUN_WORDS } from "../../../find-run.ts";
import { progress } from "../../../progress.ts";
import { needScope } from "../../../selection.ts";
import { bytes, counted } from "../../../text.ts";
import { FOR_BYTES } from "../../../transfer/files.ts";

export const command: CommandModule = {
  description:
    "Upload files or folders into a run. Bytes that the workspace has already are not sent again, and an upload that was broken off goes on.",
  examples: [
    "cairn run artifacts put 12 report.pdf",
    "cairn run artifacts put 12 out/checkpoints --path model",
    "cairn run artifacts put 12 a.png b.png --path samples",
  ],
  args: [
    { name: "<run>", description: RUN_WORDS, complete: "run" },
    { name: "<files...>", description: "Files and folders" },
  ],
  options: [
    { flags: "--path <path>", description: "Where it goes in the run; several files go into it as a folder. Its own name when left out" },
  ],
  async run(ctx, invocation) {
    const { out, io } = ctx;
    const [word = "", ...sources] = invocation.args;
    const path = textOf(invocation, "path")?.replace(/\/+$/, "");
    const client = await ctx.client();
    const scope = { ...(await needScope(ctx, client)), signal: io.signal };
    const run = await findRun(client, scope, word);
    const files: FileItem[] = [];
    for (const source of sources as string[]) {
      const place = sources.length > 1 && path ? `${path}/${basename(source)}` : path;
      const found = await filesOf(resolve(io.machine.cwd, source), { ...(place !== undefined && { path: place }), signal: io.signal });
      for (const line of found.warnings) out.warn(`${line}.`);
      files.push(...found.files);
    }
    if (files.length === 0) throw usage("There is no file to upload.");
    const taken = new Set<string>();
    for (const file of files) {
      if (taken.has(file.path)) throw usage(`Two files would go to ${file.path}; upload them one after the other with --path.`);
      taken.add(file.path);
    }
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const total = [...new Map(files.map((file) => [file.sha256, file.size])).values()].reduce((sum, each) => sum + each, 0);
    const shown = progress(ctx, counted(files.length, "file"), total, { unit: "bytes" });
    const onProgress = ({ sentBytes }: { sentBytes: number }) => shown.at(sentBytes);
    const items = await commitItems(
      run,
      files,
      { onProgress },
      { artifacts: client.artifacts, options: { ...scope, ...FOR_BYTES } },
    ).finally(shown.end);
    if (out.isJson) return out.json({ items });
    for (const item of items) out.data(item.path);
    out.say(`Uploaded ${counted(items.length, "file")}, ${bytes(size)}.`);
  },
};
