import { canonicalJson } from "@cairn/sdk/audit";
import { NewTask, REGISTER_TASKS_MAX, RegisterTasks, TASK_PARAMS_MAX } from "@cairn/sdk/schema";
import { Sha256 } from "../blobs/sha256.ts";
import { Fault } from "../shared/errors.ts";
import type { IncomingTask } from "../workspace/tasks/register.ts";
import { invalidInput } from "./router.ts";
import { fieldsOf, tasksIn } from "./task-fields.ts";

const encoder = new TextEncoder();

/** Tasks of a body, one a line or all in one value. Throws `invalid_request`, `limit_reached`. */
export function readTasks(text: string, isLines: boolean): IncomingTask[] {
  return (isLines ? parseLines(text) : parseWhole(text)).map((task, i) => checkTask(task, isLines ? `body.${i}` : `body.tasks.${i}`));
}

function parseWhole(text: string): NewTask[] {
  const parsed = RegisterTasks.safeParse(parseJson(text, "body"));
  if (!parsed.success) throw invalidInput("body", parsed.error.issues);
  return parsed.data.tasks;
}

function parseLines(text: string): NewTask[] {
  const tasks: NewTask[] = [];
  for (const [i, line] of linesOf(text).entries()) {
    const parsed = NewTask.safeParse(parseJson(line, `body.${i}`));
    if (!parsed.success) throw invalidInput(`body.${i}`, parsed.error.issues);
    requireFewer(tasks.length);
    tasks.push(parsed.data);
  }
  return tasks;
}

/** Throws `limit_reached` when a call holds as many tasks already as it may. */
export function requireFewer(tasks: number): void {
  if (tasks < REGISTER_TASKS_MAX) return;
  throw new Fault("limit_reached", `One call registers ${REGISTER_TASKS_MAX} tasks at most: send the rest in another.`, {
    limit: { name: "tasks_per_call", value: REGISTER_TASKS_MAX },
  });
}

/** Lines of a text that are not empty. */
export const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

/** Throws `invalid_request` naming the place. */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput(path, [{ path: [], code: "json", message: "is no JSON" }]);
  }
}

/**
 * Checks what a task says of itself: that its id is the hash of what it is, and that it names every task that its parameters hold. Throws
 * `invalid_request`, `payload_too_large`.
 */
export function checkTask(task: NewTask, path: string): IncomingTask {
  const { id, namespace, name, version, dependencies, unhashed, label, tags, module } = task;
  const params = canonicalJson(task.params);
  if (params.length > TASK_PARAMS_MAX)
    throw new Fault("payload_too_large", `${path}.params: may have at most ${TASK_PARAMS_MAX} characters as JSON`, {
      errors: [{ path: `${path}.params`, rule: "too_big", message: `may have at most ${TASK_PARAMS_MAX} characters as JSON` }],
      limit: { name: "task_params", value: TASK_PARAMS_MAX },
    });
  // The members in the order of their names, as RFC 8785 has them.
  const parts = [name, namespace].map((part) => JSON.stringify(part));
  const is = sha256(`{"name":${parts[0]},"namespace":${parts[1]},"params":${params},"version":${JSON.stringify(version)}}`);
  if (is !== id) throw wrong(`${path}.id`, "digest", `is not the SHA-256 of what the task is, which is ${is}`);
  const named = new Set(dependencies);
  if (named.has(id)) throw wrong(`${path}.dependencies`, "self", "a task cannot need itself");
  if (named.size !== dependencies.length) throw wrong(`${path}.dependencies`, "unique", "must name each task once");
  for (const held of tasksIn(task.params))
    if (!named.has(held)) throw wrong(`${path}.dependencies`, "missing", `must name ${held}, which the parameters hold`);
  return {
    ...{ id, namespace, name, version, params, schemaHash: task.schema_hash, dependencies },
    unhashed: unhashed === undefined ? null : JSON.stringify(unhashed),
    label: label ?? null,
    tags: tags ?? null,
    module: module ?? null,
    fields: fieldsOf(task),
  };
}

const wrong = (path: string, rule: string, message: string): Fault => invalidInput(path, [{ path: [], code: rule, message }]);

/** SHA-256 of a text in hex, at once: the runtime's own answers later, which for many small texts takes longer than the hashing. */
function sha256(text: string): string {
  const hash = new Sha256();
  hash.update(encoder.encode(text));
  return hash.digest();
}
