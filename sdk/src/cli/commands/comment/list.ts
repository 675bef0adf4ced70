import { collaborationOf } from "../../../collaboration/index.ts";
import type { CommandModule } from "../../command.ts";
import { findSubject, SUBJECT_WORDS } from "../../find-subject.ts";
import { PAGE_OPTIONS, pageSize, readPage } from "../../lists.ts";
import { needScope } from "../../selection.ts";
import { moment, plain } from "../../text.ts";

export const command: CommandModule = {
  description: "List the comments on a run or an experiment, oldest first.",
  examples: ["cairn comment list 12", "cairn comment list experiment/penguins --all --json"],
  args: [{ name: "<on>", description: SUBJECT_WORDS, complete: "run" }],
  options: PAGE_OPTIONS,
  async run(ctx, invocation) {
    const { out } = ctx;
    const [word = ""] = invocation.args;
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const subject = await findSubject(client, scope, word);
    const { comments } = collaborationOf(client);
    const page = await readPage(comments.list({ subject, limit: pageSize(invocation) }, scope), invocation);
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say("Nobody commented on it.");
    for (const { author, created_at, edited_at, body, id } of page.items) {
      out.data(`${plain(author.name)}  ${moment(created_at)}${edited_at ? " (edited)" : ""}  ${id}`);
      for (const line of body.split("\n")) out.data(`  ${plain(namesAlone(line))}`);
    }
    if (page.next_cursor) out.say(`There are more: add --all, or --cursor ${page.next_cursor}`);
  },
};

/** `@[Ada](usr_…)` as people read it: `@Ada`. */
const namesAlone = (text: string): string => text.replaceAll(/@\[([^\]\n]{1,200})\]\(usr_[0-9a-f-]{36}\)/g, "@$1");
