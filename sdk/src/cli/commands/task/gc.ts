import type { TaskEnvironment } from "../../../tasks/environment.ts";
import { gc } from "../../../tasks/store/gc.ts";
import { type RemovedOutputs, removeOutputs } from "../../../tasks/store/outputs.ts";
import { emptyTrash, listTrash, restoreTrash } from "../../../tasks/store/trash.ts";
import { type CommandModule, type Invocation, listOf, textOf } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { needScope } from "../../selection.ts";
import { parseDuration } from "../../tasks/duration.ts";
import { loadModule } from "../../tasks/module.ts";
import { isLocal, localEnvironment, PLACE_OPTIONS, workspaceEnvironment } from "../../tasks/place.ts";
import { shortId } from "../../tasks/print.ts";
import { bytes, counted, moment, plain } from "../../text.ts";

/** Tasks that are listed; `--json` has all. */
const SHOWN_MAX = 20;
/** Outputs out of reach that are named. */
const ELSEWHERE_SHOWN = 5;

interface Report {
  readonly dry_run: boolean;
  readonly rules: readonly { readonly rule: string; readonly tasks: number; readonly size_bytes: number }[];
  readonly tasks: number;
  readonly size_bytes: number;
  readonly items: readonly {
    readonly id: string;
    readonly type: string | null;
    readonly rules: readonly string[];
    readonly size_bytes: number;
  }[];
  readonly trash?: string | null;
  readonly running?: number;
}

function print({ out }: Context, { dry_run, rules, tasks, size_bytes, items, trash: bag, running = 0 }: Report, did = "Removed"): void {
  out.table(rules, [
    { title: "RULE", value: ({ rule }) => rule.replaceAll("_", "-"), style: () => "bold" },
    { title: "TASKS", value: (row) => row.tasks, align: "right" },
    { title: "SIZE", value: (row) => bytes(row.size_bytes), align: "right" },
    { title: "BYTES", value: (row) => row.size_bytes, align: "right", style: () => "dim" },
  ]);
  if (items.length > 0) {
    out.data("");
    out.table(items.slice(0, SHOWN_MAX), [
      { title: "ID", value: ({ id }) => shortId(id), whole: true },
      { title: "TYPE", value: ({ type }) => type ?? "?" },
      { title: "SIZE", value: (row) => bytes(row.size_bytes), align: "right" },
      { title: "BECAUSE", value: (row) => row.rules.join(", ").replaceAll("_", "-"), style: () => "dim" },
    ]);
    if (tasks > SHOWN_MAX) out.data(`and ${counted(tasks - SHOWN_MAX, "task")} more`);
  }
  if (running > 0) out.say(`${counted(running, "task")} that a rule selects stay: they are computed now.`);
  const what = `${counted(tasks, "task")}, ${bytes(size_bytes)}`;
  if (dry_run) out.say(tasks === 0 ? "There is nothing to remove." : `${what} would go. Nothing was removed: add --yes to do it.`);
  else out.say(`${did} ${what}.${bag ? ` For 30 days it can be brought back: cairn task gc --restore ${bag}` : ""}`);
}

/** The trash of this machine; of a workspace it knows the target roots. */
async function trash({ out }: Context, invocation: Invocation, environment: TaskEnvironment): Promise<void> {
  const { options } = invocation;
  const restore = textOf(invocation, "restore");
  if (restore !== undefined) {
    const files = await restoreTrash(restore, environment);
    if (out.isJson) out.json({ trash: restore, files });
    return out.say(`Brought back ${counted(files, "file")}.`);
  }
  if (options.trash === true) {
    const items = listTrash(environment);
    if (out.isJson) return out.json({ items });
    if (items.length === 0) return out.say("The trash is empty.");
    return out.table(items, [
      { title: "TRASH", value: ({ id }) => id, whole: true },
      { title: "AT", value: ({ at }) => moment(at), style: () => "dim" },
      { title: "FILES", value: ({ files }) => files, align: "right" },
      { title: "SIZE", value: ({ sizeBytes }) => bytes(sizeBytes), align: "right" },
    ]);
  }
  if (options.emptyTrash === true) {
    if (options.yes !== true) throw usage("Emptying the trash cannot be undone; add --yes to do it.");
    const freed = await emptyTrash({ olderThanMs: 0, environment });
    if (out.isJson) out.json({ freed_bytes: freed });
    return out.say(`Freed ${bytes(freed)}.`);
  }
}

async function local(ctx: Context, invocation: Invocation): Promise<void> {
  const { out } = ctx;
  const environment = localEnvironment(ctx, invocation);
  if (isAboutTrash(invocation)) return trash(ctx, invocation, environment);
  const { options } = invocation;
  const modules = listOf(invocation, "module");
  if (options.orphaned === true && modules.length === 0)
    throw usage("--orphaned needs to know what the code declares: name its modules, --module pipeline/tasks.ts.");
  for (const module of modules) await loadModule(ctx, module);
  const older = textOf(invocation, "olderThan");
  const namespace = textOf(invocation, "namespace");
  const {
    isDryRun,
    sizeBytes,
    rules,
    items,
    trash: bag,
    running,
  } = await gc({
    rules: {
      ...(older === undefined ? {} : { olderThanMs: parseDuration(older, "older-than") }),
      failed: options.failed === true,
      orphaned: options.orphaned === true,
      unreferenced: options.unreferenced === true,
    },
    match: options.match === "all" ? "all" : "any",
    dryRun: options.yes !== true,
    environment,
    ...(namespace === undefined ? {} : { namespace }),
  });
  const report: Report = {
    dry_run: isDryRun,
    rules: rules.map(({ rule, tasks, sizeBytes: size_bytes }) => ({ rule, tasks, size_bytes })),
    tasks: items.length,
    size_bytes: sizeBytes,
    items: items.map(({ id, type, rules: because, sizeBytes: size_bytes }) => ({ id, type, rules: because, size_bytes })),
    trash: bag,
    running,
  };
  if (out.isJson) out.json(report);
  else print(ctx, report);
}

async function remote(ctx: Context, invocation: Invocation): Promise<void> {
  const { out } = ctx;
  const { options } = invocation;
  const client = await ctx.client();
  const scope = await needScope(ctx, client);
  const reach = () => workspaceEnvironment(ctx, invocation, { client, scope });
  if (isAboutTrash(invocation)) return trash(ctx, invocation, await reach());
  const since = Date.now();
  const older = textOf(invocation, "olderThan");
  const namespace = textOf(invocation, "namespace");
  const report = await client.tasks.collect(
    {
      rules: {
        ...(older === undefined ? {} : { older_than_s: Math.round(parseDuration(older, "older-than") / 1_000) }),
        ...(options.failed === true ? { failed: true as const } : {}),
        ...(options.orphaned === true ? { orphaned: true as const } : {}),
        ...(options.unreferenced === true ? { unreferenced: true as const } : {}),
      },
      match: options.match === "all" ? "all" : "any",
      dry_run: options.yes !== true,
      ...(namespace === undefined ? {} : { namespace }),
    },
    scope,
  );
  const known = report.items.flatMap(({ id, uri, size_bytes }) => (uri === null ? [] : { id, uri, size_bytes }));
  const freed = options.outputs === true ? await removeOutputs(known, { dryRun: report.dry_run, since, environment: await reach() }) : null;
  if (out.isJson) return out.json(freed ? { ...report, outputs: { ...freed, size_bytes: freed.sizeBytes, sizeBytes: undefined } } : report);
  const items = report.items.map((item) => ({
    ...item,
    type: `${item.namespace ? `${item.namespace}.` : ""}${item.name}@${item.version}`,
  }));
  print(ctx, { ...report, items }, "The workspace forgot");
  if (freed) sayFreed(ctx, freed, report.dry_run);
  else if (known.length > 0)
    out.say(`${counted(known.length, "output")} stay where they lie: --outputs moves those that this machine reaches to its trash.`);
  if (report.is_more) out.say("There are more: run it again.");
}

function sayFreed({ out }: Context, { outputs, sizeBytes, missing, elsewhere, trash: bag }: RemovedOutputs, isDryRun: boolean): void {
  const what = `${counted(outputs, "output")}, ${bytes(sizeBytes)}`;
  if (isDryRun) out.say(`${what} of them lie in target roots that this machine knows.`);
  else out.say(`Freed ${what}.${bag ? ` For 30 days they can be brought back: cairn task gc --restore ${bag}` : ""}`);
  if (missing > 0) out.say(`${counted(missing, "output")} were gone already, or were made anew meanwhile.`);
  if (elsewhere.length > 0) {
    out.say(
      `${counted(elsewhere.length, "output")} lie in no target root that this machine knows (--json lists the addresses), for example:`,
    );
    for (const uri of elsewhere.slice(0, ELSEWHERE_SHOWN)) out.say(`  ${plain(uri)}`);
  }
}

const isAboutTrash = ({ options }: Invocation): boolean =>
  options.trash === true || options.emptyTrash === true || options.restore !== undefined;

export const command: CommandModule = {
  description:
    "Remove outputs that nobody needs. By itself it only tells what would go, with the bytes of each rule; --yes does it. What goes can be brought back for 30 days. What is computed now stays. A workspace forgets tasks; their outputs are freed with the credentials of this machine, by --outputs.",
  examples: [
    "cairn task gc --older-than 30d --failed",
    "cairn task gc --unreferenced --older-than 7d --match all --yes",
    "cairn task gc --failed --older-than 30d --outputs --yes",
    "cairn task gc --orphaned --module pipeline/tasks.ts",
    "cairn task gc --trash",
  ],
  options: [
    { flags: "--older-than <time>", description: "Nothing happened to it for so long, e.g. 30d or 12h" },
    { flags: "--failed", description: "Its last attempt failed: its logs, reports and checkpoint" },
    { flags: "--orphaned", description: "Its type is no longer declared: of a local store, by the modules named with --module" },
    { flags: "--unreferenced", description: "No task needs it, and no build asked for it" },
    { flags: "--match <how>", description: "Whether one rule is enough, or all must hold", choices: ["any", "all"], default: "any" },
    { flags: "--namespace <path>", description: "Only tasks in this namespace and below" },
    { flags: "-m, --module <file>", description: "Module that declares types; may be repeated", repeat: true },
    { flags: "--outputs", description: "Of a workspace: also move the outputs that this machine reaches to its trash" },
    { flags: "-y, --yes", description: "Do it" },
    { flags: "--trash", description: "List what this machine can bring back" },
    { flags: "--restore <trash>", description: "Bring back what one clean-up removed from this machine's roots" },
    { flags: "--empty-trash", description: "Free what is in the trash of this machine for good" },
    ...PLACE_OPTIONS,
  ],
  async run(ctx, invocation) {
    const { options } = invocation;
    const hasRule = [options.olderThan, options.failed, options.orphaned, options.unreferenced].some((rule) => rule !== undefined);
    if (!isAboutTrash(invocation) && !hasRule)
      throw usage("Say what may go: --older-than, --failed, --orphaned or --unreferenced.", "cairn task gc --help");
    // With --outputs a --root says where outputs of the workspace's tasks lie.
    const isHere = options.outputs === true ? ctx.workspace === undefined : isLocal(ctx, invocation);
    if (isHere && options.outputs === true)
      throw usage("--outputs is about a workspace, and none is chosen; a local clean-up always removes outputs.");
    await (isHere ? local : remote)(ctx, invocation);
  },
};
