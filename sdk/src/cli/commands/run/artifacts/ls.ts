import type { CommandModule } from "../../../command.ts";
import { findRun, RUN_WORDS } from "../../../find-run.ts";
import { needScope } from "../../../selection.ts";
import { bytes, counted, moment } from "../../../text.ts";

export const command: CommandModule = {
  description: "List files and folders of a run.",
  examples: ["cairn run artifacts ls 12", "cairn run artifacts ls 12 checkpoints -r", "cairn run artifacts ls 12 -r --json"],
  args: [
    { name: "<run>", description: RUN_WORDS, complete: "run" },
    { name: "[path]", description: "Folder; the whole run when left out" },
  ],
  options: [{ flags: "-r, --recursive", description: "All files below, with their whole paths" }],
  async run(ctx, { args, options }) {
    const { out } = ctx;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const run = await findRun(client, scope, args[0] ?? "");
    const path = (args[1] ?? "").replace(/^\/+|\/+$/g, "");
    const recursive = options.recursive === true;
    const items = await client.artifacts.list(run, { recursive, limit: 200, ...(path && { path }) }, scope).toArray();
    if (out.isJson) return out.json({ items, next_cursor: null });
    if (items.length === 0) return out.say(path ? `There are no files in ${path}.` : "The run has no files.");
    const nameOf = (whole: string) => (recursive || !path ? whole : whole.slice(path.length + 1));
    out.table(items, [
      { title: "SIZE", align: "right", value: (entry) => bytes(entry.size) },
      { title: "CHANGED", value: (entry) => moment(entry.created_at), style: () => "dim" },
      {
        title: "PATH",
        whole: true,
        value: (entry) => (entry.kind === "folder" ? `${nameOf(entry.path)}/` : nameOf(entry.path)),
        style: (entry) => (entry.kind === "folder" ? "bold" : undefined),
      },
      { title: "FILES", optional: "uncut", align: "right", value: (entry) => (entry.kind === "folder" ? entry.files : "") },
      { title: "TYPE", optional: "uncut", value: (entry) => entry.content_type ?? "", style: () => "dim" },
    ]);
    const files = items.reduce((sum, entry) => sum + entry.files, 0);
    out.say(`${counted(files, "file")}, ${bytes(items.reduce((sum, entry) => sum + entry.size, 0))}.`);
  },
};
