import { type CommandModule, textOf } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import type { Choice } from "../../prompts.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { paramsLine, shortId } from "../../tasks/print.ts";
import { printExplanation, printTask } from "../../tasks/print-task.ts";
import { shelfOf } from "../../tasks/shelf.ts";
import { type TaskFacts, type TaskRow, type TaskShelf, typeOf } from "../../tasks/view.ts";
import { cut, plain } from "../../text.ts";

/** Tasks that are listed; a search finds the others. */
const LISTED = 1_000;
/** Columns of the terminal that the mark before a line and the result behind it take. */
const TAKEN = 18;

type Row = Pick<TaskRow, "id" | "name" | "namespace" | "version" | "result"> & Partial<Pick<TaskRow, "label" | "params">>;

function choiceOf(row: Row, columns: number, before = ""): Choice {
  const words = [before, row.label ?? "", typeOf(row), paramsLine(row.params)].filter(Boolean).join("  ");
  return { value: row.id, label: cut(plain(`${shortId(row.id)}  ${words}`), columns - TAKEN), hint: row.result };
}

/** What can be looked at from a task: its logs and reports, why, and its neighbours. */
function stepsFrom(task: TaskFacts, columns: number): Choice[] {
  const attempts = [...task.attempts]
    .reverse()
    .map(({ number, status }) => ({ value: `log ${number}`, label: `Log of attempt ${number}`, hint: status }));
  return [
    { value: "back", label: "Back to the list" },
    { value: "explain", label: "Why it would be computed" },
    ...attempts,
    ...task.assets.map(({ name, kind }) => ({ value: `report ${name}`, label: `Report: ${plain(name)}`, hint: kind })),
    ...task.dependencies.map((row) => choiceOf(row, columns, "needs")),
    ...task.dependents.map((row) => choiceOf(row, columns, "needed by")),
  ];
}

/** Shows a task and follows what is chosen, until the list is wanted again. */
async function look(ctx: Context, shelf: TaskShelf, first: string, columns: number): Promise<void> {
  const { out } = ctx;
  let task: TaskFacts | null = null;
  for (let id = first; ; ) {
    if (task?.id !== id) {
      task = await shelf.get(id);
      printTask(ctx, task);
    }
    const step = await ctx.prompts.find(`${plain(task.label ?? typeOf(task))} ${shortId(task.id)}`, stepsFrom(task, columns));
    if (step === null || step === "back") return;
    const [verb, word = ""] = step.split(/ (.*)/s);
    if (verb === "explain") printExplanation(ctx, await shelf.explain(id));
    else if (verb === "log") out.data((await shelf.log(id, Number(word))).trimEnd() || "It logged nothing.");
    else if (verb === "report") out.data((await shelf.report(id, word)).trimEnd());
    else id = step;
  }
}

export const command: CommandModule = {
  description:
    "Look through tasks in the terminal: type to find one, choose it to see parameters, attempts, logs, reports, what it needs and what needs it. Escape leads back, and out.",
  examples: ["cairn task browse", "cairn task browse 'status:=:failed'", "cairn task browse --sort -output.size_bytes"],
  args: [{ name: "[search...]", description: "Only tasks that fit" }],
  options: [{ flags: "--sort <field>", description: "A field, with - before it the largest first" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    if (!ctx.canAsk) throw usage("Looking through tasks needs a terminal to type in.", "cairn task list");
    const shelf = await shelfOf(ctx, invocation);
    const query = { q: invocation.args.filter(Boolean).join(" ") || undefined, sort: textOf(invocation, "sort") };
    const page = await shelf.list({ ...query, asOf: undefined, limit: LISTED, isAll: false, cursor: undefined });
    if (page.items.length === 0) return out.say(`No task in ${shelf.place} fits.`);
    const columns = out.stderr.columns || 80;
    const choices = page.items.map((row) => choiceOf(row, columns));
    const isMore = page.next_cursor !== null || (page.total ?? 0) > page.items.length;
    const title = `Tasks of ${shelf.place}${isMore ? `, the first ${page.items.length}` : ""}`;
    for (;;) {
      const id = await ctx.prompts.find(title, choices);
      if (id === null) return;
      await look(ctx, shelf, id, columns);
    }
  },
};
