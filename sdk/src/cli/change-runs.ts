import type { Cairn } from "../client.ts";
import type { BulkEditInput } from "../inputs.ts";
import type { BulkResult } from "../schema/runs.ts";
import type { CommandArgument, CommandModule, CommandOption, Invocation } from "./command.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { Failure, Interrupted, usage } from "./failure.ts";
import { findRuns, RUN_WORDS } from "./find-run.ts";
import { progress } from "./progress.ts";
import { allRuns, hasCondition, WHICH_OPTIONS, whereOf } from "./run-query.ts";
import { needScope, type Scope } from "./selection.ts";
import { counted } from "./text.ts";

type Change = BulkEditInput["change"];
type Lifecycle = "active" | "archived" | "deleted";
/** Runs in one request. */
const CHUNK = 1_000;

export const RUNS_ARGUMENT: CommandArgument = { name: "[runs...]", description: RUN_WORDS, complete: "run" };
export const CHANGE_OPTIONS: readonly CommandOption[] = [...WHICH_OPTIONS, { flags: "-y, --yes", description: "Do not ask" }];

/** Asks on a terminal; elsewhere --yes has to say it. */
export async function confirmOrFail(ctx: Context, { options }: Invocation, question: string, why: string): Promise<void> {
  if (options.yes === true) return;
  if (!ctx.canAsk) throw usage(`${why}; add --yes to do it without a question.`);
  if (!(await ctx.prompts.confirm(question))) throw new Interrupted();
}

/** Ids of the runs that are named, or that --filter, --experiment and --status choose. */
export async function chosenRuns(
  client: Cairn,
  scope: Scope,
  invocation: Invocation,
  { words, lifecycle = "active" }: { words: readonly (string | undefined)[]; lifecycle?: Lifecycle },
): Promise<{ ids: string[]; isByCondition: boolean }> {
  if (!hasCondition(invocation)) return { ids: await findRuns(client, scope, words), isByCondition: false };
  if (words.length > 0) throw usage("Name runs, or choose them by --filter, --experiment and --status; not both.");
  const runs = await allRuns(client, scope, invocation, { ...whereOf(invocation), lifecycle, fields: [] });
  return { ids: runs.map((run) => run.id), isByCondition: true };
}

const EXITS: Readonly<Record<string, ExitCode>> = { not_found: EXIT.notFound, forbidden: EXIT.permission };

/** Changes runs in as many requests as it takes, says what became of them, and fails when one could not be changed. */
export async function changeRuns(ctx: Context, client: Cairn, scope: Scope, ids: readonly string[], change: Change, done: string) {
  const { out } = ctx;
  const result: BulkResult = { changed: [], failed: [] };
  const shown = progress(ctx, done, ids.length);
  try {
    for (let i = 0; i < ids.length; i += CHUNK) {
      const part = await client.runs.bulk({ runs: ids.slice(i, i + CHUNK), change }, { ...scope, signal: ctx.io.signal });
      result.changed.push(...part.changed);
      result.failed.push(...part.failed);
      shown.at(Math.min(ids.length, i + CHUNK));
    }
  } finally {
    shown.end();
  }
  if (out.isJson) out.json(result);
  if (result.changed.length > 0 || result.failed.length === 0) out.say(`${done} ${counted(result.changed.length, "run")}.`);
  const [first] = result.failed;
  if (!first) return;
  const details = result.failed.slice(0, 10).map(({ run, code, detail }) => `${run}: ${detail} (${code})`);
  if (result.failed.length > details.length) details.push(`and ${result.failed.length - details.length} more`);
  const exit = EXITS[first.code] ?? (first.code === "invalid_request" ? EXIT.usage : EXIT.conflict);
  throw new Failure(exit, `${counted(result.failed.length, "run")} could not be changed.`, undefined, { details });
}

export interface BulkCommand {
  description: string;
  verb: "archive" | "unarchive" | "cancel" | "delete" | "restore";
  /** Said with the count when it is done, e.g. `Archived`. */
  done: string;
  /** Among which runs a condition looks. */
  lifecycle?: Lifecycle;
  /** Why it is asked for even when the runs are named. */
  danger?: string;
}

/** A command that does one thing to runs. */
export const bulkCommand = ({ description, verb, done, lifecycle = "active", danger }: BulkCommand): CommandModule => ({
  description,
  examples: [
    `cairn run ${verb} 12 13`,
    `cairn run ${verb} --experiment penguins --filter 'metrics.loss.last > 1'${danger ? " --yes" : ""}`,
  ],
  args: [RUNS_ARGUMENT],
  options: CHANGE_OPTIONS,
  async run(ctx, invocation) {
    const client = await ctx.client();
    const scope = await needScope(ctx, client);
    const { ids, isByCondition } = await chosenRuns(client, scope, invocation, { words: invocation.args, lifecycle });
    if (ids.length === 0) {
      if (ctx.out.isJson) ctx.out.json({ changed: [], failed: [] });
      return ctx.out.say(`No run in ${scope.organization}/${scope.workspace} fits.`);
    }
    if (danger || isByCondition) {
      const what = `${verb} ${counted(ids.length, "run")}`;
      await confirmOrFail(
        ctx,
        invocation,
        `${what.charAt(0).toUpperCase()}${what.slice(1)}?${danger ? ` ${danger}` : ""}`,
        `This would ${what}`,
      );
    }
    await changeRuns(ctx, client, scope, ids, { kind: verb }, done);
  },
});
