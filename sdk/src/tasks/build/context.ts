import { targetFor } from "../environment.ts";
import { nameOf, TaskError } from "../errors.ts";
import type { TaskEvent, TaskEventType } from "../ledger/ledger.ts";
import { loadNodeSide } from "../node-side.ts";
import type { AnyTask, Checkpoint, TaskContext, TaskLine, TaskOf } from "../types.ts";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import type { ComputeOptions } from "./compute.ts";
import { reusedEvents } from "./reused.ts";
import { takenBackOf } from "./taken-back.ts";

/** Brings about the outputs of tasks that one turned out to need. */
export type ResolveTasks = (needs: readonly AnyTask[], by: AnyTask) => Promise<void>;

interface ContextOptions extends Omit<ComputeOptions, "signal"> {
  readonly attempt: number;
  readonly isDebug: boolean;
  readonly signal: AbortSignal;
  tell(type: TaskEventType, facts?: Partial<TaskEvent>): Promise<void>;
}

interface OpenContext {
  readonly ctx: TaskContext;
  /** Runs a computation so that its console is heard. */
  run<T>(act: () => T): T;
  /** Ids of dependencies found while it ran. */
  observed(): readonly string[];
  /** Whether it saved one. */
  hasCheckpoint(): boolean;
  /** Writes what is left of lines and reports. */
  flush(): Promise<void>;
  /** The same, and removes temporary folders: when the output is saved, which may be one of them. */
  close(): Promise<void>;
}

/** Time for which lines are gathered, in ms. */
const LINES_MS = 100;

/** What `run` gets beside its parameters. */
export function makeContext(task: AnyTask, options: ContextOptions): OpenContext {
  const { environment, build, attempt, isDebug, signal, resolve, tell, onProgress, captured } = options;
  const { ledger } = environment;
  const declared = new Set(task.dependencies.map(({ id }) => id));
  const observed = new Set<string>();
  const lines = lineWriter((batch) => ledger.writeLog(task.id, attempt, batch));
  const pending: Promise<unknown>[] = [];
  const folders: string[] = [];
  let hasCheckpoint = false;

  const bring = async (tasks: readonly AnyTask[]): Promise<void> => {
    const found = tasks.filter(({ id }) => !declared.has(id));
    for (const { id } of found) observed.add(id);
    const there: AnyTask[] = [];
    for (const one of found) if (await (await targetFor(one, environment)).exists()) there.push(one);
    const takenBack = await takenBackOf(there, environment);
    const complete = there.filter(({ id }) => !takenBack.has(id));
    const missing = found.filter((one) => !complete.includes(one));
    // Whoever cannot look into the store must know of them before it is told that this one needs them.
    if (build !== undefined && ledger.wantsOutputs && complete.length > 0) {
      await ledger.register(complete, build);
      await ledger.record(await reusedEvents(complete, build, environment));
    }
    if (missing.length === 0) return;
    // Which they are is told with the success: by then whoever keeps the books knows them.
    await tell("suspended");
    await resolve(missing, task);
    await tell("resumed");
  };
  const checkpoint: Checkpoint = {
    load: <T>() => loadCheckpoint<T>(task, environment),
    async save(value) {
      hasCheckpoint = true;
      await saveCheckpoint(task, environment, value);
      await tell("checkpointed", { key: crypto.randomUUID() });
    },
  };
  const flush = async (): Promise<void> => {
    await Promise.all(pending.splice(0));
    await lines.flush();
  };
  const ctx: TaskContext = {
    task,
    attempt,
    signal,
    isDebug,
    checkpoint,
    async load<T>(one: TaskOf<T>) {
      if (!declared.has(one.id)) await bring([one]);
      return (await (await targetFor(one, environment)).load()) as T;
    },
    async loadAll<T>(tasks: Iterable<TaskOf<T>>) {
      const all = [...tasks];
      await bring(all);
      return Promise.all(all.map(async (one) => (await (await targetFor(one, environment)).load()) as T));
    },
    log: (text, level = "info") => lines.write({ level, text, atMs: Date.now() }),
    progress(fraction, note) {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new TaskError({
          code: "output_invalid",
          task,
          detail: `progress() of ${nameOf(task)} takes a number from 0 to 1, not ${fraction}.`,
        });
      }
      onProgress?.(fraction, note);
    },
    report(name, content) {
      const report =
        typeof content === "string"
          ? { name, format: "markdown" as const, text: content }
          : { name, format: "json" as const, text: JSON.stringify(content) };
      pending.push(ledger.saveReport(task.id, report));
    },
    async temporaryFolder() {
      const side = loadNodeSide();
      if (!side)
        throw new TaskError({ code: "output_invalid", task, detail: `${nameOf(task)} asked for a folder where there are no files.` });
      const folder = await side.makeTemporaryFolder();
      folders.push(folder);
      return folder;
    },
  };
  return {
    ctx,
    run: (act) => (captured ? captured((text) => ctx.log(text), act) : act()),
    observed: () => [...observed],
    hasCheckpoint: () => hasCheckpoint,
    flush,
    async close() {
      await flush();
      for (const folder of folders.splice(0)) await loadNodeSide()?.removeFolder(folder);
    },
  };
}

/** Gathers lines and writes them together, in order. */
function lineWriter(store: (lines: readonly TaskLine[]) => Promise<void>): { write(line: TaskLine): void; flush(): Promise<void> } {
  let lines: TaskLine[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (lines.length === 0) return last;
    const batch = lines;
    lines = [];
    // Lines that cannot be kept are no reason to lose what was computed.
    last = last.then(() => store(batch)).catch(() => {});
    return last;
  };
  return {
    write(line) {
      lines.push(line);
      timer ??= setTimeout(() => void flush(), LINES_MS);
    },
    flush,
  };
}
