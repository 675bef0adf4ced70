import { z } from "zod";
import { ConfigurationError } from "../../errors.ts";
import { TaskExportLine } from "../../schema/task-graphs.ts";
import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { typeNameOf } from "../errors.ts";
import { taskId } from "../identity/hash.ts";
import type { TaskEvent, TaskEventType } from "../ledger/ledger.ts";
import { sha256Hex, textOf } from "../outputs/bytes.ts";
import { parseMarker } from "../outputs/marker.ts";
import { checkPath, MARKER } from "../outputs/paths.ts";
import type { DoneMarker, TaskIdentity } from "../types.ts";
import { type ArchiveReader, readArchive } from "./archive.ts";
import { OUTPUTS_FILE, type OutputLine, TASKS_FILE } from "./export.ts";

export interface Imported {
  readonly tasks: number;
  /** Outputs that are here now and were not before. */
  readonly outputs: number;
  /** Tasks that were complete here already; theirs stay. */
  readonly existing: number;
  readonly sizeBytes: number;
}

const Place = z.strictObject({
  task: z.string().regex(/^[0-9a-f]{64}$/),
  root: z.string().max(48),
  folder: z.string(),
  files: z.array(z.string()).max(1_000_000),
});

type TaskLine = Extract<TaskExportLine, { kind: "task" }>;

/**
 * Brings in what {@link exportTasks} saved. Ids and digests are checked before anything is written, so an export that was changed or cut short leaves
 * nothing behind. What is complete here stays as it is.
 *
 * @throws ConfigurationError that names what is wrong with the export
 * @example const { outputs } = await importTasks("report.zip");
 */
export async function importTasks(place: string, environment: TaskEnvironment = taskEnvironment()): Promise<Imported> {
  const archive = readArchive(place);
  const lines = linesOf(archive, TASKS_FILE, TaskExportLine, place);
  const tasks = lines.filter((line): line is TaskLine => line.kind === "task");
  for (const { task } of tasks) {
    if (taskId(task as TaskIdentity) !== task.id)
      throw bad(place, `${typeNameOf(task)} (${task.id.slice(0, 12)}) does not have the id that it says`);
  }
  const places = linesOf(archive, OUTPUTS_FILE, Place, place);
  const known = new Set(tasks.map(({ task }) => task.id));
  for (const one of places) await checkOutput(archive, one, known, place);
  const isHere = new Set<string>();
  let sizeBytes = 0;
  for (const { task, root, folder, files } of places) {
    const storage = await environment.storage(root);
    if (await storage.stat(`${folder}/${MARKER}`)) {
      isHere.add(task);
      continue;
    }
    // The marker last: it is what makes the task complete.
    for (const path of [...files].sort((a, b) => Number(a === MARKER) - Number(b === MARKER))) {
      const bytes = archive.read(`tasks/${task}/output/${path}`) as Uint8Array;
      sizeBytes += bytes.length;
      await storage.write(`${folder}/${path}`, bytes);
    }
  }
  for (const line of tasks) if (!isHere.has(line.task.id)) await record(line, environment);
  for (const line of lines) {
    if (line.kind !== "asset" || isHere.has(line.task)) continue;
    const text = line.asset_kind === "json" ? JSON.stringify(line.content) : String(line.content);
    await environment.ledger.saveReport(line.task, { name: line.name, format: line.asset_kind, text });
  }
  await environment.ledger.flush();
  return { tasks: tasks.length, outputs: places.length - isHere.size, existing: isHere.size, sizeBytes };
}

const bad = (place: string, reason: string): ConfigurationError =>
  new ConfigurationError({ code: "not_configured", detail: `${place} cannot be imported: ${reason}. Nothing was.` });

function linesOf<T>(archive: ArchiveReader, path: string, schema: z.ZodType<T>, place: string): T[] {
  const bytes = archive.read(path);
  if (!bytes) throw bad(place, `it has no ${path}`);
  return textOf(bytes)
    .split("\n")
    .filter((line) => line !== "")
    .map((line, i) => {
      try {
        return schema.parse(JSON.parse(line));
      } catch (error) {
        const reason = error instanceof z.ZodError ? z.prettifyError(error).replaceAll("\n", " ") : "it is no JSON";
        throw bad(place, `line ${i + 1} of ${path}: ${reason}`);
      }
    });
}

async function checkOutput(
  archive: ArchiveReader,
  { task, folder, files }: OutputLine,
  known: ReadonlySet<string>,
  place: string,
): Promise<void> {
  const label = task.slice(0, 12);
  if (!known.has(task)) throw bad(place, `it has an output of ${label} and not the task`);
  checkPath(folder, "folder");
  if (folder.split("/").at(-1) !== task) throw bad(place, `the folder of ${label} is not its own`);
  for (const path of files) {
    checkPath(path, "path");
    if (!archive.read(`tasks/${task}/output/${path}`)) throw bad(place, `${path} of ${label} is missing`);
  }
  let marker: DoneMarker;
  try {
    marker = parseMarker(archive.read(`tasks/${task}/output/${MARKER}`) ?? new Uint8Array());
  } catch {
    throw bad(place, `the done marker of ${label} cannot be read`);
  }
  if (marker.task.id !== task || taskId(marker.task) !== task) throw bad(place, `the done marker of ${label} is of another task`);
  const expected = marker.files
    ? marker.files.map(({ path, sha256 }) => ({ path: `${marker.output}/${path}`, sha256 }))
    : [{ path: marker.output, sha256: marker.sha256 }];
  for (const { path, sha256 } of expected) {
    const bytes = archive.read(`tasks/${task}/output/${path}`);
    if (!bytes || (await sha256Hex(bytes)) !== sha256) throw bad(place, `${path} of ${label} is not what was exported`);
  }
}

const END_EVENTS: { readonly [status: string]: TaskEventType } = {
  success: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
  preempted: "preempted",
  crashed: "crashed",
};

/** Tells of the attempts, so that history and numbers go on where they were. */
async function record({ task, attempts }: TaskLine, { ledger }: TaskEnvironment): Promise<void> {
  if ((await ledger.history(task.id)).length > 0) return;
  const events: TaskEvent[] = [];
  for (const { number, status, started_at, finished_at, owner, error, output, resources } of attempts) {
    const common = { task: task.id, attempt: number, ...(owner ? { host: owner.host, pid: owner.pid } : {}), data: { imported: true } };
    const startedAt = started_at ?? finished_at;
    // One that was under way there is not under way here.
    const end = END_EVENTS[status] ?? "crashed";
    if (startedAt === null) continue;
    events.push({ type: "started", at: startedAt, key: `import.${number}.started`, ...common });
    events.push({
      type: end,
      at: finished_at ?? startedAt,
      key: `import.${number}.${end}`,
      ...common,
      ...(error ? { error: error as NonNullable<TaskEvent["error"]> } : {}),
      ...(output ? { output: output as NonNullable<TaskEvent["output"]> } : {}),
      ...(resources ? { resources: resources as NonNullable<TaskEvent["resources"]> } : {}),
    });
  }
  if (events.length > 0) await ledger.record(events);
}
