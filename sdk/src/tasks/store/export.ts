import { codeOf } from "../declare/code.ts";
import { closureOf } from "../declare/revive.ts";
import { type TaskEnvironment, taskEnvironment } from "../environment.ts";
import { TaskError, typeNameOf } from "../errors.ts";
import { isTask } from "../identity/canonical.ts";
import { registrationOf } from "../ledger/registration.ts";
import type { Registration } from "../ledger/registry.ts";
import type { AnyTask, TaskJson } from "../types.ts";
import { openArchive } from "./archive.ts";
import { bookedTasks } from "./books.ts";
import { type Catalog, readCatalog } from "./catalog.ts";
import { linesOf } from "./lines.ts";

/** First line and task lines are those of the API's export, so that either can read the other's. */
export const TASKS_FILE = "tasks.ndjson";
/** Where outputs lie, below which root: what the API does not keep. */
export const OUTPUTS_FILE = "outputs.ndjson";

/** Where the output of a task lay. */
export interface OutputLine {
  readonly task: string;
  /** Name of the root. */
  readonly root: string;
  /** Folder of the task below it. */
  readonly folder: string;
  /** Paths below the folder. */
  readonly files: readonly string[];
}

export interface Exported {
  readonly tasks: number;
  readonly outputs: number;
  readonly sizeBytes: number;
}

export interface ExportOptions {
  /** Whether outputs go along; true when left out. Without them tasks are absent where they are brought in. */
  readonly outputs?: boolean;
}

/**
 * Saves tasks with everything that they need in one place: a zip for a name that ends in `.zip`, else a folder. It holds each task in words and as
 * code, its output, attempts and reports. What is not complete goes without an output.
 *
 * @param tasks task values, or ids of tasks that are stored
 * @throws TaskError `task_absent` for an id that is not known here; ConfigurationError when something is there already
 * @example await exportTasks([report({ year: 2026 })], "report.zip");
 */
export async function exportTasks(
  tasks: readonly (AnyTask | string)[],
  place: string,
  environment: TaskEnvironment = taskEnvironment(),
  { outputs: hasOutputs = true }: ExportOptions = {},
): Promise<Exported> {
  const catalog = await readCatalog(environment);
  const { all, values, roots } = await wordsOf(tasks, catalog, environment);
  const archive = openArchive(place);
  let outputs = 0;
  let sizeBytes = 0;
  try {
    const lines: string[] = [JSON.stringify({ kind: "export", format: 1, roots, exported_at: new Date().toISOString() })];
    const places: string[] = [];
    for (const json of all) {
      const { id } = json;
      const entry = catalog.byId.get(id);
      for (const line of await linesOf(json, entry?.marker ?? null, environment)) lines.push(JSON.stringify(line));
      await archive.add(`tasks/${id}/task.ts`, utf8(snippetOf(json, values.get(id), all)));
      if (!entry || !hasOutputs) continue;
      outputs++;
      const { root, folder, files } = entry;
      const paths = files.map(({ path }) => path.slice(folder.length + 1));
      places.push(JSON.stringify({ task: id, root: root.name, folder, files: paths } satisfies OutputLine));
      for (const path of paths) {
        const bytes = await root.storage.read(`${folder}/${path}`);
        if (!bytes) throw gone(json, root.storage.uriOf(`${folder}/${path}`));
        sizeBytes += bytes.length;
        await archive.add(`tasks/${id}/output/${path}`, bytes);
      }
    }
    await archive.add(OUTPUTS_FILE, utf8(places.map((line) => `${line}\n`).join("")));
    await archive.add(TASKS_FILE, utf8(lines.map((line) => `${line}\n`).join("")));
    await archive.end();
  } catch (error) {
    await archive.cancel();
    throw error;
  }
  return { tasks: all.length, outputs, sizeBytes };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const gone = (json: TaskJson, uri: string): TaskError =>
  new TaskError({
    code: "task_absent",
    detail: `${typeNameOf(json)} (${json.id.slice(0, 8)}) was taken back while it was exported: ${uri} is gone.`,
    hint: "Export it again.",
  });

/** Words of all that is exported, what is needed first, with the task values that were given. */
async function wordsOf(
  tasks: readonly (AnyTask | string)[],
  { byId }: Catalog,
  environment: TaskEnvironment,
): Promise<{ all: Registration[]; values: Map<string, AnyTask>; roots: string[] }> {
  const values = new Map(closureOf(tasks.filter(isTask)).map((task) => [task.id, task]));
  const booked = bookedTasks(environment);
  const words = (id: string): Registration | undefined => {
    const value = values.get(id);
    const json = value ? registrationOf(value) : byId.get(id)?.marker.task;
    const known = booked.get(id);
    return json ? { ...known, ...json } : known;
  };
  const roots = tasks.map((task) => (isTask(task) ? task.id : task));
  const all = new Map<string, Registration>();
  const stack = roots.map((id) => ({ id, isLeft: false, by: null as TaskJson | null }));
  const seen = new Set<string>();
  for (let at = stack.pop(); at; at = stack.pop()) {
    const json = words(at.id);
    if (!json) {
      throw new TaskError({
        code: "task_absent",
        detail: at.by
          ? `${typeNameOf(at.by)} (${at.by.id.slice(0, 8)}) needs ${at.id.slice(0, 12)}, which is not known in this store.`
          : `${at.id.slice(0, 12)} is not known in this store.`,
        hint: "Give the task itself instead of its id.",
      });
    }
    if (at.isLeft) all.set(at.id, json);
    if (at.isLeft || seen.has(at.id)) continue;
    seen.add(at.id);
    stack.push({ ...at, isLeft: true });
    for (const id of json.dependencies) stack.push({ id, isLeft: false, by: json });
    // What it turned out to need goes along where it is there; it can be found out again where it is not.
    for (const { type, dependencies = [] } of await environment.ledger.history(at.id)) {
      if (type !== "skipped") for (const id of dependencies) if (words(id)) stack.push({ id, isLeft: false, by: json });
    }
  }
  return { all: [...all.values()], values, roots };
}

/** A program that makes the task: by its constructors where it is declared, else from words. */
function snippetOf(json: TaskJson, value: AnyTask | undefined, all: readonly TaskJson[]): string {
  if (value) return codeOf(value);
  const byId = new Map(all.map((one) => [one.id, one]));
  const needed = new Set<string>();
  const stack = [json.id];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    stack.push(...(byId.get(id)?.dependencies ?? []));
  }
  const words = all.filter(({ id }) => needed.has(id));
  return `// Import the modules that declare ${[...new Set(words.map(typeNameOf))].sort().join(", ")} first.
import { reviveAll } from "@cairn/sdk/tasks";

const task = reviveAll(${JSON.stringify(words, null, 2)}).get("${json.id}");
`;
}
