import { type CommandModule, textOf } from "../../command.ts";
import { PAGE_OPTIONS, pageSize } from "../../lists.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { printTasks } from "../../tasks/print.ts";
import { shelfOf } from "../../tasks/shelf.ts";

export const command: CommandModule = {
  description:
    "List tasks, newest first. A search has conditions key:op:value (= != < <= > >= ~ contains, ^ starts with), all of which must hold; a word alone is looked for in names.",
  examples: [
    "cairn task list",
    "cairn task list 'status:=:failed namespace:^:weather'",
    "cairn task ls 'params.rounds:>:100 output.size_bytes:>:1000000' --sort -output.size_bytes",
    "cairn task list --as-of 2026-11-01T00:00:00Z",
  ],
  args: [{ name: "[search...]", description: "What to look for" }],
  options: [
    { flags: "--sort <field>", description: "A field, with - before it the largest first" },
    { flags: "--as-of <time>", description: "Tasks and results as they were then" },
    ...PAGE_OPTIONS,
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const shelf = await shelfOf(ctx, invocation);
    const page = await shelf.list({
      q: invocation.args.filter(Boolean).join(" ") || undefined,
      sort: textOf(invocation, "sort"),
      asOf: textOf(invocation, "asOf"),
      limit: pageSize(invocation),
      isAll: invocation.options.all === true,
      cursor: textOf(invocation, "cursor"),
    });
    if (out.isJson) return out.json(page);
    if (page.items.length === 0) return out.say(`No task in ${shelf.place} fits.`);
    printTasks(ctx, page.items);
    const isMore = page.next_cursor !== null || (page.total ?? 0) > page.items.length;
    if (isMore) out.say(`${page.total === null ? "There are more" : `${page.items.length} of ${page.total}`}: --all, or --limit.`);
  },
};
