import { ConfigurationError } from "../../errors.ts";
import { aliasTask } from "../declare/revive.ts";
import { findType, type RegisteredType } from "../declare/type-registry.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { TaskError, typeNameOf } from "../errors.ts";
import { decodeValue } from "../identity/decode.ts";
import { markerBytes } from "../outputs/marker.ts";
import { MARKER } from "../outputs/paths.ts";
import type { AnyTask, DoneMarker, Json, TaskJson } from "../types.ts";
import { type Catalog, readCatalog, type StoreEntry } from "./catalog.ts";
import { linkOutput } from "./link.ts";

type Params = { [name: string]: unknown };

export interface MigrationOptions {
  /** Which stored tasks: of all versions where none is given. */
  readonly from: { readonly namespace?: string; readonly name: string; readonly version?: string };
  /** The type that they become tasks of, as this program declares it. */
  readonly to: { readonly type: RegisteredType };
  /**
   * `alias`: the new task has the same output, of which there is one copy where the file system can link; `copy`: one of its own;
   * `move`: the old task is taken back. `alias` when left out.
   */
  readonly mode?: "alias" | "move" | "copy";
  /** Parameters that are new, with their values. */
  readonly add?: { readonly [name: string]: unknown };
  /** New names by old ones. */
  readonly rename?: { readonly [name: string]: string };
  readonly drop?: readonly string[];
  /** Changes what is left to change, last of all. */
  readonly rewrite?: (params: Params) => Params;
  /** When the new task is complete already: an error before anything is done, leave it, or replace it. `throw` when left out. */
  readonly conflict?: "throw" | "skip" | "overwrite";
  /** Carries all tasks along that need what is migrated, however far behind, since their ids change with it. */
  readonly cascade?: boolean;
  /** Only looks; true when left out. */
  readonly dryRun?: boolean;
  readonly environment?: TaskEnvironment;
}

export interface MigrationStep {
  readonly from: TaskJson;
  readonly to: TaskJson;
  /** `conflict`: the new one is complete already; `same`: its id does not change. */
  readonly action: "migrate" | "skip" | "overwrite" | "conflict" | "same";
}

export interface Migration {
  readonly isDryRun: boolean;
  /** What is needed first. */
  readonly steps: readonly MigrationStep[];
}

/** Kept in the done marker of a task that came about this way. */
export interface MigrationRecord {
  readonly mode: "alias" | "move" | "copy";
  /** The task as it was. */
  readonly from: TaskJson;
  readonly at: string;
}

/** What a marker tells of the migration that made its task; null for one that was computed. */
export const migrationOf = (marker: DoneMarker): MigrationRecord | null => (marker as { migrated?: MigrationRecord }).migrated ?? null;

/**
 * Gives stored outputs to tasks of another type, version or set of parameters, without computing them. By itself it only tells what it would do; what it
 * did is kept in the new tasks' markers.
 *
 * @throws ConfigurationError when a new task is complete already and `conflict` is `throw`; ValidationError for parameters that the new type
 * refuses; TaskError when a type of the tasks behind, or of a parameter, is not declared here
 * @example await migrateTasks({ from: { name: "train", version: "1" }, to: train, add: { momentum: 0 }, dryRun: false });
 */
export async function migrateTasks(options: MigrationOptions): Promise<Migration> {
  const { from, to, mode = "alias", conflict = "throw", cascade = false, dryRun = true, environment = taskEnvironment() } = options;
  const catalog = await readCatalog(environment);
  const chosen = new Set(catalog.entries.filter(({ marker }) => isFrom(marker.task, from)).map(({ id }) => id));
  const order = inOrder(catalog, cascade ? withDependents(catalog, chosen) : chosen);
  const made = new Map<string, AnyTask>();
  const taskOf = (id: string): AnyTask | null => {
    const moved = made.get(id);
    if (moved) return moved;
    const entry = catalog.byId.get(id);
    return entry ? aliasTask(entry.marker.task) : null;
  };
  const plan: { entry: StoreEntry; task: AnyTask; action: MigrationStep["action"] }[] = [];
  for (const entry of order) {
    const json = entry.marker.task;
    const task = chosen.has(entry.id) ? to.type.make(changed(json, options, taskOf)) : declared(json).make(inputOf(json, taskOf));
    made.set(entry.id, task);
    const { serializer } = task.type.output;
    if (serializer.name !== entry.marker.serializer) {
      throw new ConfigurationError({
        code: "not_configured",
        detail: `${typeNameOf(task.type)} reads ${serializer.name}, and ${typeNameOf(json)} (${entry.id.slice(0, 12)}) was written as ${entry.marker.serializer}: it has to be computed anew.`,
      });
    }
    const isThere = task.id !== entry.id && (await (await targetFor(task, environment)).exists());
    const action = task.id === entry.id ? "same" : !isThere ? "migrate" : conflict === "throw" ? "conflict" : conflict;
    plan.push({ entry, task, action });
  }
  const taken = plan.find(({ action }) => action === "conflict");
  if (taken && !dryRun) {
    throw new ConfigurationError({
      code: "not_configured",
      detail: `${typeNameOf(taken.task.type)} (${taken.task.id.slice(0, 12)}) is complete already, so nothing was migrated. Say what to do with it: conflict "skip" or "overwrite".`,
    });
  }
  if (!dryRun) {
    for (const { entry, task, action } of plan)
      if (action === "migrate" || action === "overwrite") await carry(entry, task, mode, environment);
    // The old ones go when all new ones are there, and what needs them before what they need.
    if (mode === "move")
      for (const { entry, action } of plan.toReversed())
        if (action === "migrate" || action === "overwrite") await takeBack(entry, environment);
    await environment.ledger.flush();
  }
  return { isDryRun: dryRun, steps: plan.map(({ entry, task, action }) => ({ from: entry.marker.task, to: task.toJSON(), action })) };
}

const isFrom = ({ namespace, name, version }: TaskJson, from: MigrationOptions["from"]): boolean =>
  name === from.name && namespace === (from.namespace ?? "") && (from.version === undefined || version === from.version);

function declared(json: TaskJson): RegisteredType {
  const type = findType(json);
  if (type) return type;
  throw new TaskError({
    code: "task_absent",
    detail: `${typeNameOf(json)}, which needs what is migrated, is not declared in this program.`,
    hint: "Import the module that declares it, or migrate without cascade.",
  });
}

/** Parameters as the constructor takes them, without those that do not count for the id. */
function inputOf(json: TaskJson, taskOf: (id: string) => AnyTask | null): Params {
  const { $deps: _, ...params } = json.params as { [name: string]: Json };
  return decodeValue(params, "params", taskOf) as Params;
}

function changed(
  json: TaskJson,
  { add = {}, rename = {}, drop = [], rewrite }: MigrationOptions,
  taskOf: (id: string) => AnyTask | null,
): Params {
  const before = inputOf(json, taskOf);
  const kept = Object.entries(before).filter(([name]) => !drop.includes(name));
  const after = { ...add, ...Object.fromEntries(kept.map(([name, value]) => [rename[name] ?? name, value])) };
  return rewrite ? rewrite(after) : after;
}

/** Tasks with all that need them, among those that are complete. */
function withDependents({ entries }: Catalog, chosen: ReadonlySet<string>): Set<string> {
  const neededBy = new Map<string, string[]>();
  for (const { id, marker } of entries)
    for (const need of marker.task.dependencies) neededBy.set(need, [...(neededBy.get(need) ?? []), id]);
  const found = new Set(chosen);
  const stack = [...chosen];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const one of neededBy.get(id) ?? []) {
      if (found.has(one)) continue;
      found.add(one);
      stack.push(one);
    }
  }
  return found;
}

/** What is needed first. */
function inOrder({ byId }: Catalog, ids: ReadonlySet<string>): StoreEntry[] {
  const order = new Map<string, StoreEntry>();
  const seen = new Set<string>();
  const stack = [...ids].map((id) => ({ id, isLeft: false }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const entry = byId.get(at.id);
    if (!entry || !ids.has(at.id)) continue;
    if (at.isLeft) order.set(at.id, entry);
    if (at.isLeft || seen.has(at.id)) continue;
    seen.add(at.id);
    stack.push({ id: at.id, isLeft: true }, ...entry.marker.task.dependencies.map((id) => ({ id, isLeft: false })));
  }
  return [...order.values()];
}

/** Writes the output of an old task as that of a new one, marker last. */
async function carry(entry: StoreEntry, task: AnyTask, mode: MigrationRecord["mode"], environment: TaskEnvironment): Promise<void> {
  const { marker, root, folder, files } = entry;
  const target = await targetFor(task, environment);
  const storage = await environment.storage(task.type.output.root);
  await target.remove();
  for (const { path } of files) {
    const below = path.slice(folder.length + 1);
    if (below === MARKER || (below !== marker.output && !below.startsWith(`${marker.output}/`))) continue;
    const to = `${target.paths.folder}/${target.paths.output}${below.slice(marker.output.length)}`;
    if (mode === "alias" && (await linkOutput(root.storage, path, storage, to))) continue;
    const bytes = await root.storage.read(path);
    if (bytes) await storage.write(to, bytes);
  }
  const at = new Date().toISOString();
  const migrated: MigrationRecord = { mode, from: marker.task, at };
  const made = { ...marker, task: task.toJSON(), serializer: task.type.output.serializer.name, output: target.paths.output, migrated };
  await storage.write(target.paths.marker, markerBytes(made));
}

async function takeBack(entry: StoreEntry, { ledger }: TaskEnvironment): Promise<void> {
  const { id, marker, root, folder } = entry;
  await root.storage.remove(`${folder}/${MARKER}`);
  await root.storage.remove(`${folder}/${marker.output}`);
  await ledger.record([
    { type: "invalidated", task: id, at: new Date().toISOString(), key: crypto.randomUUID(), data: { reason: "migrated" } },
  ]);
}
