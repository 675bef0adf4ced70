import { ConfigurationError } from "../errors.ts";
import { nodeProcess } from "../runtime.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { MemoryLedger } from "./ledger/memory.ts";
import { loadNodeSide } from "./node-side.ts";
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
}

/** An environment in words, for workers on other threads, processes and machines. */
export interface EnvironmentSpec {
  /** URI of the default root. */
  readonly root: string;
  /** Folder of the file ledger. */
  readonly state: string;
  readonly roots: { readonly [name: string]: string };
  /** Whether a server keeps the books; its address and key come from the settings of the machine. */
  readonly isTracked: boolean;
}

/** What a program says of its environment; the rest comes from CAIRN_TASKS_ROOT, CAIRN_TARGET_ROOTS and defaults. */
export interface EnvironmentOptions {
  /** Default root: a folder, a URI, or a storage. `.cairn/tasks` when nothing says otherwise. */
  readonly root?: string | Storage;
  /** Further roots by name. */
  readonly roots?: { readonly [name: string]: string | Storage };
  /** Folder of locks, events, logs and checkpoints; `.cairn/state` beside a root that is no folder. */
  readonly state?: string;
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
  const node = nodeProcess();
  const side = loadNodeSide();
  const env: NodeJS.ProcessEnv = node?.env ?? {};
  if (!node || !side) {
    if (options.root === undefined || typeof options.root === "string") {
      throw new ConfigurationError({
        code: "not_configured",
        detail:
          "Tasks have no files here. Say where outputs go: configureTasks({ root: storage }), or configureTasks(memoryEnvironment()).",
      });
    }
  }
  const root = options.root ?? env.CAIRN_TASKS_ROOT ?? ".cairn/tasks";
  const rootUri = typeof root === "string" ? (side?.toUri(root) ?? root) : null;
  const roots = { ...parseRoots(env.CAIRN_TARGET_ROOTS), ...options.roots };
  const state = side && (options.state ?? env.CAIRN_TASKS_STATE ?? side.stateFolderOf(rootUri));
  const ledger = options.ledger ?? (side && state ? new side.FileLedger({ folder: state }) : new MemoryLedger());
  const opened = new Map<string, Promise<Storage>>();
  const open = async (name: string): Promise<Storage> => {
    const place = name === "" ? (rootUri ?? root) : roots[name];
    if (place === undefined) {
      throw new ConfigurationError({
        code: "not_configured",
        detail: `There is no target root "${name}". Set it: configureTasks({ roots: { "${name}": "s3://…" } }), or CAIRN_TARGET_ROOTS.`,
      });
    }
    return typeof place === "string" ? fileStorage(side?.toUri(place) ?? place) : place;
  };
  const names = Object.entries(roots);
  const isElsewhere = rootUri !== null && state && options.ledger === undefined && names.every(([, place]) => typeof place === "string");
  return {
    ledger,
    storage(name = "") {
      const known = opened.get(name) ?? open(name);
      opened.set(name, known);
      return known;
    },
    spec: isElsewhere ? { root: rootUri, state, roots: Object.fromEntries(names) as { [name: string]: string }, isTracked: false } : null,
  };
}

/** Where the output of a task lies, or will. */
export async function targetFor(task: AnyTask, environment: TaskEnvironment): Promise<OutputTarget<unknown>> {
  return targetOf(task, await environment.storage(task.type.output.root));
}

function parseRoots(text: string | undefined): { [name: string]: string } {
  if (!text) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && Object.values(parsed).every((uri) => typeof uri === "string")) {
      return parsed as { [name: string]: string };
    }
  } catch {
    // Said below.
  }
  throw new ConfigurationError({
    code: "not_configured",
    detail: 'CAIRN_TARGET_ROOTS must be JSON with an address per name, e.g. {"raw":"s3://bucket/raw"}.',
  });
}
