import { collaborationOf } from "../../../collaboration/index.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { findSubject, SUBJECT_WORDS } from "../../find-subject.ts";
import { needScope } from "../../selection.ts";
import { typedText } from "../../typed-text.ts";

export const command: CommandModule = {
  description: "Comment on a run or an experiment (Markdown). @[name](id of a user) tells a member of it.",
  examples: ['cairn comment add 12 "The loss jumps at step 3000."', "cairn comment add experiment/penguins --file findings.md"],
  args: [
    { name: "<on>", description: SUBJECT_WORDS, complete: "run" },
    { name: "[text]", description: "What to say" },
  ],
  options: [{ flags: "-F, --file <file>", description: "Take the text from a file, or from - for standard input" }],
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = "", typed] = invocation.args;
    const body = await typedText(ctx, typed, textOf(invocation, "file"));
    if (body === undefined || body.trim() === "") throw usage("Give the text of the comment, or --file.", "cairn comment add --help");
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const comment = await collaborationOf(client).comments.create({ subject: await findSubject(client, scope, word), body }, scope);
    if (out.isJson) return out.json(comment);
    out.say(`Commented: ${comment.id}.`);
  },
};
