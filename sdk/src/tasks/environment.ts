import type { Cairn } from "../client.ts";
import { ConfigurationError } from "../errors.ts";
import { nodeProcess } from "../runtime.ts";
import { MemoryJournal } from "./ledger/journal.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { MemoryLedger } from "./ledger/memory.ts";
import { registryOf } from "./ledger/registry-of.ts";
import { WorkspaceLedger } from "./ledger/workspace.ts";
import { loadNodeSide, type TaskNodeSide } from "./node-side.ts";
import { outputRoots } from "./outputs/roots.ts";
import { fileStorage } from "./outputs/storage/local.ts";
import { memoryStorage } from "./outputs/storage/memory.ts";
import { type OutputTarget, targetOf } from "./outputs/target.ts";
import type { AnyTask, Storage } from "./types.ts";

/** Where tasks keep their outputs and who keeps their books. */
export interface TaskEnvironment {
  readonly ledger: Ledger;
  /** Storage of a named target root; the default one without a name. */
  storage(root?: string): Promise<Storage>;
  /** How another process gets the same; null when it cannot, because something is kept in this one's memory. */
  readonly spec: EnvironmentSpec | null;
  /** The client of the workspace that keeps the books, if one does. Workers of this machine are given its settings. */
  readonly cairn?: Cairn;
}

/** An environment in words, for workers on other threads, processes and machines. */
export interface EnvironmentSpec {
  /** URI of the default root. */
  readonly root: string;
  /** Folder of the file ledger. */
  readonly state: string;
  readonly roots: { readonly [name: string]: string };
  readonly sync: boolean;
  /** Whether a workspace keeps the books; its address and key come from the settings that the worker finds where it runs. */
  readonly isTracked: boolean;
}

/** What a program says of its environment; the rest comes from CAIRN_TASKS_ROOT, CAIRN_TARGET_ROOTS and defaults. */
export interface EnvironmentOptions {
  /** Default root: a folder, a URI, or a storage. `.cairn/tasks` when nothing says otherwise. */
  readonly root?: string | Storage;
  /** Further roots by name; those of CAIRN_TARGET_ROOTS and of the workspace are known besides. */
  readonly roots?: { readonly [name: string]: string | Storage };
  /** Folder of locks, events and logs; `state` beside a root that is a folder, else `.cairn/state`. */
  readonly state?: string;
  /** Waits until the disk has what is written to folders. Without it a power cut can damage the last outputs, which is noticed when they are read. */
  readonly sync?: boolean;
  /** The workspace that keeps leases, attempts and events for all machines; CAIRN_TASKS_TRACK=1 stands for the one of the machine's settings. */
  readonly cairn?: Cairn;
  readonly ledger?: Ledger;
}

let current: TaskEnvironment | null = null;

/** The environment in force: the configured one, else that of the machine. */
export function taskEnvironment(): TaskEnvironment {
  current ??= makeEnvironment({});
  return current;
}

/** Sets where this program's tasks keep outputs and books. Returns a function that brings back what was before. */
export function configureTasks(options: EnvironmentOptions | TaskEnvironment): () => void {
  const before = current;
  current = "storage" in options ? options : makeEnvironment(options);
  return () => {
    current = before;
  };
}

/** Everything in this process's memory. */
export function memoryEnvironment(): TaskEnvironment {
  const storage = memoryStorage();
  return { ledger: new MemoryLedger(), storage: async () => storage, spec: null };
}

/** An environment by options, variables and defaults, in this order. */
export function makeEnvironment(options: EnvironmentOptions): TaskEnvironment {
  const { roots = {}, sync = false } = options;
  const side = loadNodeSide();
  const env: Readonly<Record<string, string | undefined>> = nodeProcess()?.env ?? {};
  const cairn = options.cairn ?? (env.CAIRN_TASKS_TRACK === "1" ? side?.machineClient() : undefined);
  const root = options.root ?? (side ? side.toUri(env.CAIRN_TASKS_ROOT || ".cairn/tasks") : null);
  if (root === null) {
    throw new ConfigurationError({
      code: "not_configured",
      detail: "Tasks have no files here. Say where outputs go: configureTasks({ root: storage }), or configureTasks(memoryEnvironment()).",
    });
  }
  const place = typeof root === "string" && side ? side.toUri(root) : root;
  const uri = typeof place === "string" ? place : null;
  const state = side ? (options.state ?? (env.CAIRN_TASKS_STATE || side.stateFolderOf(uri))) : null;
  const main = uri?.startsWith("file:") ? fileStorage(uri, { sync }) : place;
  const named = outputRoots({
    roots: { ...roots, default: main },
    ...(cairn ? { client: cairn } : {}),
    ...(state ? { lastKnown: `${state}/roots.json` } : {}),
  });
  const places = Object.entries(roots);
  const isElsewhere = uri !== null && state !== null && options.ledger === undefined && places.every(([, one]) => typeof one === "string");
  return {
    ledger: options.ledger ?? ledgerOf(side, state, cairn),
    storage: (name) => named.storage(name),
    spec: isElsewhere
      ? { root: uri, state, roots: Object.fromEntries(places) as { [name: string]: string }, sync, isTracked: cairn !== undefined }
      : null,
    ...(cairn ? { cairn } : {}),
  };
}

/** The environment of a worker. */
export function environmentOf({ isTracked, ...spec }: EnvironmentSpec): TaskEnvironment {
  const cairn = isTracked ? loadNodeSide()?.machineClient() : undefined;
  return makeEnvironment({ ...spec, ...(cairn ? { cairn } : {}) });
}

function ledgerOf(side: TaskNodeSide | null, state: string | null, cairn: Cairn | undefined): Ledger {
  const local = side && state ? new side.FileLedger({ folder: state }) : new MemoryLedger();
  if (!cairn) return local;
  const journal = side && state ? new side.FileJournal(`${state}/journal`) : new MemoryJournal();
  return new WorkspaceLedger({
    registry: registryOf(cairn),
    local,
    journal,
    onAway(isAway, reason) {
      if (isAway) console.error(`Cairn: the server is away, the build goes on and tells it later: ${reason}`);
      else console.error("Cairn: the server is back.");
    },
  });
}

/** Where the output of a task lies, or will. */
export async function targetFor(task: AnyTask, environment: TaskEnvironment): Promise<OutputTarget<unknown>> {
  return targetOf(task, await environment.storage(task.type.output.root));
}
