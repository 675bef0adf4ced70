import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyTask } from "../../tasks/types.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure, usage } from "../failure.ts";

export type TaskSdk = typeof import("../../tasks/index.ts");
export type TaskNodeSdk = typeof import("../../tasks/node/index.ts");

/** A module with task types, and the copy of the SDK that it uses itself: what it configures there must count. */
export interface TaskModule {
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
  /** Name after `#`, if one was given. */
  readonly exportName: string | undefined;
  readonly sdk: TaskSdk;
  node(): Promise<TaskNodeSdk>;
}

/** The entry of the SDK that a module gets, or null where it finds none and gets this command's own. */
function resolveFor(file: string, entry: string): string | null {
  try {
    return pathToFileURL(createRequire(file).resolve(entry)).href;
  } catch {
    return null;
  }
}

/**
 * Loads a module that declares tasks, e.g. `pipeline/tasks.ts` or `pipeline/tasks.ts#reports`.
 * @throws Failure when there is no such file, or it cannot be loaded
 */
export async function loadModule(ctx: Context, spec: string): Promise<TaskModule> {
  const [path = "", exportName] = spec.split("#");
  const file = resolve(ctx.io.machine.cwd, path);
  if (!existsSync(file)) throw new Failure(EXIT.notFound, `There is no ${file}.`);
  const at = resolveFor(file, "@cairn/sdk/tasks");
  const sdk: TaskSdk = at === null ? await import("../../tasks/index.ts") : await import(at);
  const node = async (): Promise<TaskNodeSdk> => {
    const nodeAt = at === null ? null : resolveFor(file, "@cairn/sdk/tasks/node");
    return nodeAt === null ? import("../../tasks/node/index.ts") : import(nodeAt);
  };
  try {
    return { file, exports: await import(pathToFileURL(file).href), exportName, sdk, node };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint =
      (error as { code?: unknown } | null)?.code === "ERR_UNKNOWN_FILE_EXTENSION" ? "Node runs TypeScript since version 22.18." : undefined;
    throw new Failure(EXIT.failure, `${path} cannot be loaded: ${message}`, hint, { cause: error });
  }
}

/** Tasks that a value stands for: a task, a list or record of them, a collection, or a function that gives one of these. */
export async function tasksOf({ sdk, exports, exportName = "default", file }: TaskModule): Promise<AnyTask[]> {
  if (!Object.hasOwn(exports, exportName)) {
    const names = Object.keys(exports).join(", ") || "nothing";
    throw usage(
      `${file} has no export "${exportName}"; it exports ${names}. Name one after #, e.g. ${file}#${Object.keys(exports)[0] ?? "report"}.`,
    );
  }
  const found: AnyTask[] = [];
  const isTask = (value: unknown): value is AnyTask =>
    value instanceof sdk.Task || (typeof value === "object" && value !== null && Symbol.for("cairn.task") in value);
  const gather = async (value: unknown): Promise<void> => {
    const given: unknown = await (typeof value === "function" ? (value as () => unknown)() : value);
    if (isTask(given)) found.push(given);
    else if (typeof given === "object" && given !== null) {
      for (const one of Symbol.iterator in given ? (given as Iterable<unknown>) : Object.values(given)) {
        if (typeof one === "function" || typeof one !== "object") throw notTasks();
        await gather(one);
      }
    } else throw notTasks();
  };
  const notTasks = () => usage(`The export "${exportName}" of ${file} is no task, no list of tasks, and no function that gives them.`);
  await gather(exports[exportName]);
  if (found.length === 0) throw usage(`The export "${exportName}" of ${file} has no task.`);
  return found;
}
