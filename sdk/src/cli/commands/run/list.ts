import { printField } from "../../../filter/index.ts";
import { type CommandModule, listOf, textOf } from "../../command.ts";
import { usage } from "../../failure.ts";
import { allRuns, limitOf, parseColumns, parseSort, searchRuns, WHICH_OPTIONS, whereOf } from "../../run-query.ts";
import { csvOf, printRuns } from "../../run-table.ts";
import { needScope } from "../../selection.ts";

export const command: CommandModule = {
  description: "List runs, newest first. In a terminal a column of a metric (metrics.loss) is followed by its curve.",
  examples: [
    "cairn run list",
    "cairn run list --experiment penguins --status running",
    "cairn run list --filter 'metrics.loss.min < 0.2' --sort metrics.loss.min --columns params.lr,metrics.loss",
    "cairn run list --all --csv > runs.csv",
  ],
  options: [
    ...WHICH_OPTIONS,
    {
      flags: "--sort <field>",
      description: "Sort by a field, such as metrics.loss.min or duration:desc; may be repeated",
      repeat: true,
    },
    { flags: "--columns <fields>", description: "Fields to show, comma-separated, e.g. params.lr,metrics.loss.min,duration" },
    { flags: "--archived", description: "Archived runs" },
    { flags: "--deleted", description: "Deleted runs that can be restored" },
    { flags: "-n, --limit <n>", description: "Show at most this many", default: "20" },
    { flags: "--all", description: "Show all" },
    { flags: "--cursor <cursor>", description: "Go on after the page whose next_cursor this is" },
    { flags: "--csv", description: "Print CSV: the columns chosen, or all fields that the runs have" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const { options } = invocation;
    if (options.archived === true && options.deleted === true) throw usage("Choose one of --archived and --deleted.");
    if (options.csv === true && out.isJson) throw usage("Choose one of --csv and --json.");
    const fields = parseColumns(textOf(invocation, "columns"));
    // A table needs only what it shows; data for programs has everything unless columns were chosen.
    const isWhole = fields.length === 0 && (out.isJson || options.csv === true);
    const cursor = textOf(invocation, "cursor");
    const query = {
      ...whereOf(invocation),
      lifecycle: options.archived === true ? ("archived" as const) : options.deleted === true ? ("deleted" as const) : ("active" as const),
      sort: parseSort(listOf(invocation, "sort")),
      ...(isWhole ? {} : { fields: fields.filter((field) => field.kind !== "attribute").map(printField) }),
    };
    const limit = limitOf(invocation);
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    if (options.all === true) {
      const items = await allRuns(client, scope, invocation, query);
      return show({ items, next_cursor: null, total: items.length });
    }
    return show(await searchRuns(client, scope, invocation, { ...query, limit, ...(cursor && { cursor }) }));

    async function show(page: Awaited<ReturnType<typeof searchRuns>>): Promise<void> {
      if (out.isJson) return out.json(page);
      if (options.csv === true) for (const line of csvOf(page.items, fields)) out.stdout.write(line);
      else if (page.items.length === 0) return out.say(`No run in ${scope.organization}/${scope.workspace} fits.`);
      else await printRuns(ctx, client, scope, page.items, fields);
      if (page.next_cursor)
        out.say(
          `${page.items.length} of ${page.total}. For more: --all${out.room === null ? `, or --cursor ${page.next_cursor}` : ", or --limit"}`,
        );
    }
  },
};
