import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { findRun, RUN_WORDS } from "../../find-run.ts";
import { needScope } from "../../selection.ts";
import { typedText } from "../../typed-text.ts";

export const command: CommandModule = {
  description: "Read or write the notes of a run (Markdown). Without a text it prints them.",
  examples: ["cairn run note 12", 'cairn run note 12 "Diverges after step 400"', "cairn run note 12 --append --file findings.md"],
  args: [
    { name: "<run>", description: RUN_WORDS, complete: "run" },
    { name: "[text]", description: "The new notes; an empty text clears them" },
  ],
  options: [
    { flags: "-F, --file <file>", description: "Take the text from a file, or from - for standard input" },
    { flags: "--append", description: "Add to the notes there are, as a paragraph of its own" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = "", typed] = invocation.args;
    let text = await typedText(ctx, typed, textOf(invocation, "file"));
    if (text === undefined && invocation.options.append === true) throw usage("Give the text to add.", "cairn run note --help");
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const id = await findRun(client, scope, word);
    if (text === undefined || invocation.options.append === true) {
      const run = await client.runs.get(id, scope);
      if (text === undefined) {
        if (out.isJson) out.json({ id, notes: run.notes });
        else if (run.notes) out.data(run.notes);
        else out.say(`${run.name} has no notes.`);
        return;
      }
      if (run.notes) text = `${run.notes.trimEnd()}\n\n${text}`;
    }
    const changed = await client.runs.update(id, { notes: text }, scope);
    if (out.isJson) out.json({ id, notes: changed.notes });
    out.say(`Wrote the notes of ${changed.name}.`);
  },
};
