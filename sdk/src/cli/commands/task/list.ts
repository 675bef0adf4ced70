import { type CommandModule, type Invocation, listOf, textOf } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { PAGE_OPTIONS, pageSize } from "../../lists.ts";
import { loadModule, type TaskSdk } from "../../tasks/module.ts";
import { isLocal, PLACE_OPTIONS } from "../../tasks/place.ts";
import { printTasks } from "../../tasks/print.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import type { ListQuery } from "../../tasks/view.ts";

/** How stored tasks stand to what the named modules declare; a workspace knows its manifest. @throws Failure where that is asked and cannot be known */
async function stateOf(ctx: Context, invocation: Invocation, q: string | undefined): Promise<ListQuery["stateOf"]> {
  const modules = listOf(invocation, "module");
  if (!isLocal(ctx, invocation)) {
    if (modules.length > 0)
      throw usage("A workspace goes by its manifest: --module is for a local store.", "cairn task manifest <modules...> --push");
    return undefined;
  }
  if (modules.length === 0) {
    if (/(^|\s)"?is"?:/.test(q ?? ""))
      throw usage("What is stale or an orphan is told by the code: name its modules, --module pipeline/tasks.ts.");
    return undefined;
  }
  const loaded: TaskSdk[] = [];
  for (const module of modules) loaded.push((await loadModule(ctx, module)).sdk);
  return (stored) => {
    const states = loaded.map((sdk) => sdk.storedState(stored));
    return states.find((state) => state !== "orphan") ?? "orphan";
  };
}

export const command: CommandModule = {
  description:
    "List tasks, newest first. A search has conditions key:op:value (= != < <= > >= ~ contains, ^ starts with), all of which must hold; a word alone is looked for in names.",
  examples: [
    "cairn task list",
    "cairn task list 'status:=:failed namespace:^:weather'",
    "cairn task ls 'params.rounds:>:100 output.size_bytes:>:1000000' --sort -output.size_bytes",
    "cairn task list is:=:stale --module pipeline/tasks.ts",
    "cairn task list --as-of 2026-11-01T00:00:00Z",
  ],
  args: [{ name: "[search...]", description: "What to look for" }],
  options: [
    { flags: "--sort <field>", description: "A field, with - before it the largest first" },
    { flags: "--as-of <time>", description: "Tasks and results as they were then" },
    {
      flags: "-m, --module <file>",
      description: "Module by which a local store tells is:=:stale and is:=:orphan; may be repeated",
      repeat: true,
    },
    ...PAGE_OPTIONS,
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const shelf = await shelfOf(ctx, invocation);
    const q = invocation.args.filter(Boolean).join(" ") || undefined;
    const page = await shelf.list({
      q,
      stateOf: await stateOf(ctx, invocation, q),
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
