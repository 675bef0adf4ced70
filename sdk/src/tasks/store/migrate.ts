import { ConfigurationError } from "../../errors.ts";
import type { Migration, MigrationMode, MigrationPlan } from "../declare/migrate.ts";
import { aliasTask } from "../declare/revive.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { typeNameOf } from "../errors.ts";
import { markerBytes } from "../outputs/marker.ts";
import { MARKER } from "../outputs/paths.ts";
import type { DoneMarker, TaskJson } from "../types.ts";
import { readCatalog, type StoreEntry } from "./catalog.ts";
import { linkOutput } from "./link.ts";

export interface MigrateOptions {
  /** Only looks; true when left out. */
  readonly dryRun?: boolean;
  readonly environment?: TaskEnvironment;
}

/** Kept in the done marker of a task that came about by a migration. */
export interface MigrationRecord {
  readonly mode: MigrationMode;
  /** The task as it was. */
  readonly from: TaskJson;
  /** RFC 3339, UTC. */
  readonly at: string;
}

/** What a marker tells of the migration that made its task; null for one that was computed. */
export const migrationOf = (marker: DoneMarker): MigrationRecord | null => (marker as { migrated?: MigrationRecord }).migrated ?? null;

/**
 * Gives stored outputs to the tasks that a migration makes of theirs, without computing anything. By itself it only tells what it would do.
 * `copy` gives each an output of its own, `alias` the same one (a link where the file system has them, else a copy), `move` takes the old task back
 * when all new ones are there. What was done is kept in the new tasks' markers.
 *
 * @throws what the migration's `plan` throws; ConfigurationError for an output that the new type cannot read. Nothing is changed then.
 * @example await migrateTasks(migrate({ from: { name: "train" }, to: train, add: { momentum: 0 } }), { dryRun: false });
 */
export async function migrateTasks(
  migration: Migration,
  { dryRun = true, environment = taskEnvironment() }: MigrateOptions = {},
): Promise<MigrationPlan> {
  const { entries, byId } = await readCatalog(environment);
  const plan = migration.plan(entries.map(({ marker }) => marker.task));
  const todo = plan.steps
    .filter(({ action }) => action !== "skip")
    .map((step) => ({ ...step, entry: byId.get(step.from.id) as StoreEntry }));
  for (const { to, entry } of todo) {
    const { serializer } = aliasTask(to).type.output;
    if (serializer.name === entry.marker.serializer) continue;
    throw new ConfigurationError({
      code: "not_configured",
      detail: `${typeNameOf(to)} reads ${serializer.name}, and ${typeNameOf(entry.marker.task)} (${entry.id.slice(0, 8)}) was written as ${entry.marker.serializer}: it has to be computed anew.`,
    });
  }
  if (dryRun) return plan;
  for (const { to, mode, entry } of todo) await carry(entry, to, mode, environment);
  // What needs another goes before it, so that nothing is left whose parts are gone.
  for (const { mode, entry } of todo.toReversed()) if (mode === "move") await takeBack(entry, environment);
  await environment.ledger.flush();
  return plan;
}

/** Writes the output of an old task as that of a new one, marker last. */
async function carry(
  { marker, root, folder, files }: StoreEntry,
  to: TaskJson,
  mode: MigrationMode,
  environment: TaskEnvironment,
): Promise<void> {
  const task = aliasTask(to);
  const target = await targetFor(task, environment);
  const storage = await environment.storage(task.type.output.root);
  await target.remove();
  for (const { path } of files) {
    const below = path.slice(folder.length + 1);
    if (below !== marker.output && !below.startsWith(`${marker.output}/`)) continue;
    const place = `${target.paths.folder}/${target.paths.output}${below.slice(marker.output.length)}`;
    if (mode === "alias" && linkOutput(root.storage, path, storage, place)) continue;
    const bytes = await root.storage.read(path);
    if (bytes) await storage.write(place, bytes);
  }
  const migrated: MigrationRecord = { mode, from: marker.task, at: new Date().toISOString() };
  const made: DoneMarker & { migrated: MigrationRecord } = { ...marker, task: to, output: target.paths.output, migrated };
  await storage.write(target.paths.marker, markerBytes(made));
}

async function takeBack({ id, marker, root, folder }: StoreEntry, { ledger }: TaskEnvironment): Promise<void> {
  await root.storage.remove(`${folder}/${MARKER}`);
  await root.storage.remove(`${folder}/${marker.output}`);
  await ledger.record([
    { type: "invalidated", task: id, at: new Date().toISOString(), key: crypto.randomUUID(), data: { reason: "migrated" } },
  ]);
}
