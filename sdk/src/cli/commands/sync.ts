import { resolve } from "node:path";
import { type JournalInfo, journalRoot, listJournals, type SyncResult, syncJournal } from "../../run/journal/index.ts";
import type { CommandModule } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { explain } from "../explain.ts";
import { Failure, usage } from "../failure.ts";
import { progress } from "../progress.ts";
import { needScope } from "../selection.ts";
import { bytes, counted, moment, plain } from "../text.ts";

function show(ctx: Context, journals: readonly JournalInfo[]): void {
  const { out } = ctx;
  if (out.isJson) out.json({ items: journals });
  else if (journals.length === 0) out.say("No run waits on this machine.");
  else
    out.table(journals, [
      { title: "NAME", value: (journal) => journal.name, style: () => "bold" },
      { title: "EXPERIMENT", value: (journal) => journal.experiment },
      { title: "STATE", value: (journal) => journal.state },
      { title: "SIZE", value: (journal) => bytes(journal.bytes), align: "right" },
      { title: "MADE", value: (journal) => moment(journal.created_at), style: () => "dim" },
      { title: "FOLDER", whole: true, value: (journal) => journal.folder, style: () => "dim" },
    ]);
}

export const command: CommandModule = {
  description:
    "Upload runs that were logged offline, or whose last words did not reach the server, from their journals on this machine. Twice is harmless; a run that still goes on is brought up to date.",
  examples: ["cairn sync", "cairn sync --list", "cairn sync ~/old-disk/journal/run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c --remove"],
  args: [{ name: "[folders...]", description: "Journals, or folders of journals; this machine's own when left out" }],
  options: [
    { flags: "--list", description: "Show what waits and send nothing" },
    { flags: "--remove", description: "Remove a journal when the server has all of it" },
  ],
  async run(ctx, { args, options }) {
    const { out, io } = ctx;
    const folders = args.length > 0 ? args.map((folder) => resolve(io.machine.cwd, folder ?? "")) : [journalRoot(io.machine)];
    const found = folders.flatMap((folder) => {
      const journals = listJournals(folder);
      if (args.length > 0 && journals.length === 0) throw usage(`There is no journal in ${folder}.`);
      return journals;
    });
    if (options.list === true) return show(ctx, found);
    const here = found.filter(({ url }) => url === null || url.replace(/\/+$/, "") === ctx.host);
    const elsewhere = new Set(found.flatMap(({ url, state }) => (url !== null && state !== "done" && url !== ctx.host ? [url] : [])));
    for (const url of elsewhere)
      if (!here.some((each) => each.url === url)) out.say(`Runs of ${url} are left alone: cairn sync --host ${url}`);
    const waiting = here.filter(({ state }) => state !== "done" || options.remove === true);
    if (waiting.length === 0) {
      if (out.isJson) out.json({ items: [] });
      return out.say("Nothing waits to be sent.");
    }
    const client = await ctx.client();
    const scope = waiting.every(({ organization, workspace }) => organization && workspace) ? {} : await needScope(ctx, client);
    const results: SyncResult[] = [];
    const failed: string[] = [];
    let exit: (typeof EXIT)[keyof typeof EXIT] = EXIT.failure;
    for (const { folder, name, bytes: size } of waiting) {
      const shown = progress(ctx, name, size, { unit: "bytes" });
      const onProgress = ({ sentBytes }: { sentBytes: number }) => shown.at(sentBytes);
      try {
        const result = await syncJournal(folder, client, { ...scope, signal: io.signal, onProgress, remove: options.remove === true });
        results.push(result);
        shown.end();
        const words = { done: "is on the server", open: "is up to date; its program still writes", busy: "is being sent by somebody else" };
        out.say(`${plain(name)} ${words[result.state]}.`);
        for (const file of result.leftOut) out.say(`${plain(file)} was left out: it is gone or has changed since its program was killed.`);
      } catch (error) {
        shown.end();
        if (io.signal.aborted) throw error;
        // One journal that cannot be sent is no reason to leave the others behind.
        const said = explain(error, ctx);
        exit = said.exit;
        failed.push(`${plain(name)}: ${said.sentence}`);
      }
    }
    if (out.isJson) out.json({ items: results });
    if (failed.length > 0) throw new Failure(exit, `${counted(failed.length, "run")} could not be sent.`, undefined, { details: failed });
  },
};
