import { ConfigurationError } from "../../errors.ts";
import { declaredTypes, findType } from "../declare/type-registry.ts";
import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { typeNameOf } from "../errors.ts";
import { resultOf, type TaskEvent } from "../ledger/ledger.ts";
import { isRunning } from "../ledger/running.ts";
import { MARKER } from "../outputs/paths.ts";
import type { TaskJson } from "../types.ts";
import { bookedIds, bookedTasks, localBuilds, recordsOf, stateFolder } from "./books.ts";
import { type Catalog, needsOf, readCatalog, type StoreEntry, type StoreRoot } from "./catalog.ts";
import { emptyTrash, Trash } from "./trash.ts";

export type GcRule = "older_than" | "failed" | "orphaned" | "unreferenced";

export interface GcOptions {
  readonly rules: {
    /** Nothing happened to it for so long, in ms. */
    readonly olderThanMs?: number;
    /** Its last attempt failed: its logs, reports and checkpoint. */
    readonly failed?: boolean;
    /** This program does not declare its type, in its version; so load the modules that declare types first. */
    readonly orphaned?: boolean;
    /** No complete task needs it, and no build asked for it. */
    readonly unreferenced?: boolean;
  };
  /** Whether one rule is enough, or all must hold; `any` when left out. */
  readonly match?: "any" | "all";
  /** Only tasks in this namespace and below. */
  readonly namespace?: string;
  /** Says what would be removed; true when left out. */
  readonly dryRun?: boolean;
  readonly environment?: TaskEnvironment;
}

export interface GcItem {
  readonly id: string;
  /** e.g. `vision.train@1`; null where the books have the id alone. */
  readonly type: string | null;
  readonly rules: readonly GcRule[];
  readonly sizeBytes: number;
}

export interface GcReport {
  readonly isDryRun: boolean;
  /** What each rule selects by itself. */
  readonly rules: readonly { readonly rule: GcRule; readonly tasks: number; readonly sizeBytes: number }[];
  readonly items: readonly GcItem[];
  /** Of all items together, in bytes. */
  readonly sizeBytes: number;
  /** Tasks that a rule selects, but that are computed now and so stay. */
  readonly running: number;
  /** Where it can be brought back from ({@link restoreTrash}); null for a dry run, and when there was nothing. */
  readonly trash: string | null;
}

/** What there is of a task. */
export interface Candidate {
  readonly id: string;
  readonly task: TaskJson | null;
  readonly entry: StoreEntry | null;
  readonly events: readonly TaskEvent[];
  readonly records: readonly { file: string; sizeBytes: number }[];
  readonly checkpoint: { root: StoreRoot; path: string; sizeBytes: number } | null;
}

const sizeOf = ({ entry, records, checkpoint }: Candidate): number =>
  (entry?.sizeBytes ?? 0) + records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) + (checkpoint?.sizeBytes ?? 0);

/**
 * Removes outputs that nobody needs. By itself it only tells what would go. What goes can be brought back for 30 days; locks and events of a
 * task stay for good. What is computed now is never touched.
 *
 * @throws ConfigurationError for no rule, for `orphaned` in a program that declares no type, and where there is no folder for the trash
 * @example const { sizeBytes, items } = await gc({ rules: { olderThanMs: 30 * 86_400_000 } });
 */
export async function gc(options: GcOptions): Promise<GcReport> {
  const { rules, match = "any", namespace, dryRun = true, environment = taskEnvironment() } = options;
  const chosen = rulesOf(rules);
  const catalog = await readCatalog(environment);
  const selected: { candidate: Candidate; rules: GcRule[] }[] = [];
  const tests = await testsOf(rules, catalog, environment);
  const perRule = new Map(chosen.map((rule) => [rule, { rule, tasks: 0, sizeBytes: 0 }]));
  let running = 0;
  for (const candidate of await candidatesOf(catalog, environment)) {
    if (namespace !== undefined && !isBelow(candidate.task?.namespace, namespace)) continue;
    const fits = chosen.filter((rule) => tests[rule](candidate));
    if (fits.length === 0) continue;
    if (await isRunning(candidate.id, environment.ledger)) {
      running++;
      continue;
    }
    for (const rule of fits) {
      const sum = perRule.get(rule) as { rule: GcRule; tasks: number; sizeBytes: number };
      perRule.set(rule, { rule, tasks: sum.tasks + 1, sizeBytes: sum.sizeBytes + sizeOf(candidate) });
    }
    if (match === "any" || fits.length === chosen.length) selected.push({ candidate, rules: fits });
  }
  let trash: string | null = null;
  if (!dryRun) {
    await emptyTrash({ environment });
    const reasons = selected.map(({ candidate, rules: fits }) => ({ candidate, reason: `removed by gc: ${fits.join(", ")}` }));
    if (selected.length > 0) trash = await clear(reasons, environment);
  }
  return {
    isDryRun: dryRun,
    rules: [...perRule.values()],
    items: selected.map(({ candidate, rules: fits }) => ({
      id: candidate.id,
      type: candidate.task && typeNameOf(candidate.task),
      rules: fits,
      sizeBytes: sizeOf(candidate),
    })),
    sizeBytes: selected.reduce((sum, { candidate }) => sum + sizeOf(candidate), 0),
    running,
    trash,
  };
}

function rulesOf(rules: GcOptions["rules"]): GcRule[] {
  const chosen: GcRule[] = [];
  if (rules.olderThanMs !== undefined) chosen.push("older_than");
  for (const rule of ["failed", "orphaned", "unreferenced"] as const) if (rules[rule]) chosen.push(rule);
  const problem =
    chosen.length === 0
      ? "gc() needs a rule: olderThanMs, failed, orphaned or unreferenced."
      : rules.olderThanMs !== undefined && !(rules.olderThanMs >= 0)
        ? `olderThanMs must be a number from 0, not ${rules.olderThanMs}.`
        : rules.orphaned && declaredTypes().length === 0
          ? "This program declares no task type, so all that is stored would count as orphaned. Load the modules that declare types first."
          : null;
  if (problem) throw new ConfigurationError({ code: "not_configured", detail: problem });
  return chosen;
}

/** What could go: complete tasks, and those whose last attempt failed. */
async function candidatesOf(catalog: Catalog, environment: TaskEnvironment): Promise<Candidate[]> {
  const booked = bookedTasks(environment);
  const found: Candidate[] = [];
  for (const id of new Set([...catalog.byId.keys(), ...bookedIds(environment)])) {
    const candidate = await candidateOf(id, catalog, environment, booked);
    if (candidate.entry) found.push({ ...candidate, records: [] });
    else if (resultOf(candidate.events) === "failed") found.push(candidate);
  }
  return found;
}

/** What there is of one task. */
export async function candidateOf(
  id: string,
  { byId, others }: Catalog,
  environment: TaskEnvironment,
  booked: ReadonlyMap<string, TaskJson> = bookedTasks(environment),
): Promise<Candidate> {
  const state = stateFolder(environment);
  const entry = byId.get(id) ?? null;
  const saved = others.find(({ file }) => file.path === `.checkpoints/${id.slice(0, 2)}/${id}`);
  return {
    id,
    task: entry?.marker.task ?? booked.get(id) ?? null,
    entry,
    events: await environment.ledger.history(id),
    records: state === null ? [] : recordsOf(state, id),
    checkpoint: saved ? { root: saved.root, path: saved.file.path, sizeBytes: saved.file.sizeBytes } : null,
  };
}

async function testsOf(
  { olderThanMs = 0, unreferenced }: GcOptions["rules"],
  { entries }: Catalog,
  environment: TaskEnvironment,
): Promise<{ [rule in GcRule]: (candidate: Candidate) => boolean }> {
  const before = Date.now() - olderThanMs;
  const needed = new Set<string>();
  if (unreferenced) {
    for (const { roots } of localBuilds(environment)) for (const id of roots) needed.add(id);
    for (const entry of entries) for (const id of await needsOf(entry, environment)) needed.add(id);
  }
  return {
    older_than: ({ entry, events }) => Math.max(entry?.finishedAtMs ?? 0, Date.parse(events.at(-1)?.at ?? "") || 0) <= before,
    failed: ({ entry }) => entry === null,
    orphaned: ({ task }) => task !== null && findType(task) === null,
    unreferenced: ({ id, entry }) => entry !== null && !needed.has(id),
  };
}

const isBelow = (namespace: string | undefined, above: string): boolean =>
  namespace === above || (namespace?.startsWith(`${above}.`) ?? false);

/** Moves what there is of tasks to the trash, and says so. @returns id of the bag that it is in */
export async function clear(
  selected: readonly { readonly candidate: Candidate; readonly reason: string }[],
  environment: TaskEnvironment,
): Promise<string> {
  const trash = new Trash(environment);
  for (const { candidate, reason } of selected) {
    const { id, entry, records, checkpoint } = candidate;
    if (entry) {
      // The marker goes first: cut off in the middle, the task is absent and not half there.
      const files = [...entry.files].sort((a, b) => Number(b.path.endsWith(`/${MARKER}`)) - Number(a.path.endsWith(`/${MARKER}`)));
      for (const { path, sizeBytes } of files) await trash.take(entry.root.storage, entry.root.name, path, sizeBytes);
    }
    for (const { file, sizeBytes } of records) await trash.takeFile(file, sizeBytes);
    if (checkpoint) await trash.take(checkpoint.root.storage, checkpoint.root.name, checkpoint.path, checkpoint.sizeBytes);
    const data = { reason, trash: trash.id };
    await environment.ledger.record([{ type: "invalidated", task: id, at: new Date().toISOString(), key: crypto.randomUUID(), data }]);
  }
  await environment.ledger.flush();
  return trash.id;
}
