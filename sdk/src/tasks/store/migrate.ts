import { ConfigurationError } from "../../errors.ts";
import type { Migration, MigrationMode, MigrationPlan } from "../declare/migrate.ts";
import { aliasTask } from "../declare/revive.ts";
import { type TaskEnvironment, targetFor, taskEnvironment } from "../environment.ts";
import { typeNameOf } from "../errors.ts";
import { refuseRunning } from "../ledger/running.ts";
import { markerBytes } from "../outputs/marker.ts";
import { MARKER } from "../outputs/paths.ts";
import type { DoneMarker, Storage, TaskJson } from "../types.ts";
import { readCatalog, removeEntry, type StoreEntry } from "./catalog.ts";
import { linkOutput } from "./link.ts";
import { takeBack } from "./take-back.ts";

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
 * @throws what the migration's `plan` throws; ConfigurationError for an output that the new type cannot read; TaskError `task_held` while one that would move is computed. Nothing is changed then.
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
  for (const { to, entry, reason } of todo) {
    if (reason === "cascade") continue;
    const { serializer } = migration.to.output;
    if (serializer.name === entry.marker.serializer) continue;
    throw new ConfigurationError({
      code: "not_configured",
      detail: `${typeNameOf(to)} reads ${serializer.name}, and ${typeNameOf(entry.marker.task)} (${entry.id.slice(0, 8)}) was written as ${entry.marker.serializer}: it has to be computed anew.`,
    });
  }
  if (dryRun) return plan;
  const moved = todo.filter(({ mode }) => mode === "move").map(({ entry }) => entry);
  for (const { id, marker } of moved) await refuseRunning(id, marker.task, environment.ledger);
  for (const { to, mode, entry, reason } of todo) {
    await carry(entry, { to, mode, place: reason === "declared" ? await declaredPlace(to, environment) : movedPlace(entry, to) });
  }
  // What needs another goes before it, so that nothing is left whose parts are gone.
  for (const entry of moved.toReversed()) {
    await takeBack({ id: entry.id, type: entry.marker.task, remove: () => removeEntry(entry) }, { reason: "migrated", environment });
  }
  return plan;
}

/** Where the output of a new task lies. */
interface Place {
  readonly storage: Storage;
  readonly folder: string;
  readonly output: string;
}

async function declaredPlace(to: TaskJson, environment: TaskEnvironment): Promise<Place> {
  const task = aliasTask(to);
  const { folder, output } = (await targetFor(task, environment)).paths;
  return { storage: await environment.storage(task.type.output.root), folder, output };
}

/** Beside the old one: its type stays, which need not be declared, and with it all but the last parts of the path. */
function movedPlace({ id, root, folder, marker }: StoreEntry, to: TaskJson): Place {
  const tail = (one: string): string => `${one.slice(0, 2)}/${one}`;
  return { storage: root.storage, folder: folder.slice(0, -tail(id).length) + tail(to.id), output: marker.output };
}

/** Writes the output of an old task as that of a new one, marker last. */
async function carry(
  { marker, root, folder, files }: StoreEntry,
  { to, mode, place }: { to: TaskJson; mode: MigrationMode; place: Place },
): Promise<void> {
  const { storage } = place;
  await storage.remove(`${place.folder}/${MARKER}`);
  await storage.remove(`${place.folder}/${place.output}`);
  for (const { path } of files) {
    const below = path.slice(folder.length + 1);
    if (below !== marker.output && !below.startsWith(`${marker.output}/`)) continue;
    const at = `${place.folder}/${place.output}${below.slice(marker.output.length)}`;
    if (mode === "alias" && linkOutput(root.storage, path, storage, at)) continue;
    const bytes = await root.storage.read(path);
    if (bytes) await storage.write(at, bytes);
  }
  const migrated: MigrationRecord = { mode, from: marker.task, at: new Date().toISOString() };
  const made: DoneMarker & { migrated: MigrationRecord } = { ...marker, task: to, output: place.output, migrated };
  await storage.write(`${place.folder}/${MARKER}`, markerBytes(made));
}
