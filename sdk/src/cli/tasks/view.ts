import type { TaskExportLine } from "../../schema/task-graphs.ts";
import type { Json } from "../../tasks/types.ts";

/** A task as lists show it. Both the API's tasks and those of a local store have this shape. */
export interface TaskRow {
  readonly id: string;
  /** null where a local store knows the id alone. */
  readonly name: string | null;
  readonly namespace: string;
  readonly version: string;
  readonly label?: string | null;
  readonly tags?: { readonly [key: string]: string };
  /** Of the last attempt; told by a local store alone. */
  readonly host?: string | null;
  /** Against what modules declare; told by a local store alone. */
  readonly is?: "current" | "stale" | "orphan";
  readonly result: string;
  readonly attempt_status: string | null;
  readonly params: unknown;
  readonly output: { readonly uri: string; readonly size_bytes: number; readonly sha256: string; readonly serializer: string } | null;
  readonly error: { readonly message: string } | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** A task that another needs, or that needs it. */
export interface RelativeRow {
  readonly id: string;
  readonly name: string | null;
  readonly namespace: string;
  readonly version: string;
  readonly result: string;
  /** Edges between the two, the shortest way. */
  readonly distance: number;
}

/** Everything that one page of a task tells. */
export interface TaskFacts extends TaskRow {
  readonly schema_hash: string | null;
  readonly module?: string | null;
  readonly dependencies: readonly Omit<RelativeRow, "distance">[];
  readonly dependents: readonly Omit<RelativeRow, "distance">[];
  readonly attempts: readonly {
    readonly number: number;
    readonly status: string;
    readonly started_at: string | null;
    readonly finished_at: string | null;
    readonly owner: { readonly host: string; readonly pid: number } | null;
    readonly error: { readonly message: string; readonly hint?: string | undefined } | null;
    readonly resources: {
      readonly wall_s: number;
      readonly cpu_s?: number | undefined;
      readonly peak_memory_bytes?: number | undefined;
    } | null;
  }[];
  readonly assets: readonly { readonly name: string; readonly kind: string }[];
}

/** Why a task would be computed. */
export interface ExplanationFacts {
  readonly result: string | null;
  readonly nearest: { readonly id: string } | null;
  readonly differences: readonly { readonly path: string; readonly old?: unknown; readonly new?: unknown }[];
  readonly summary: string;
}

export interface ListQuery {
  readonly q: string | undefined;
  readonly sort: string | undefined;
  readonly asOf: string | undefined;
  readonly limit: number;
  readonly isAll: boolean;
  readonly cursor: string | undefined;
  /** How a stored task stands to what the code declares; without it a local store cannot know. */
  readonly stateOf?: ((stored: StoredType) => NonNullable<TaskRow["is"]>) | undefined;
}

/** What tells of a stored task whether it is stale or an orphan. */
interface StoredType {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly schema_hash: string;
}

/** Where tasks are looked up: the store of this machine, or a workspace. */
export interface TaskShelf {
  /** In sentences, e.g. `acme/vision`. */
  readonly place: string;
  list(query: ListQuery): Promise<{ items: readonly TaskRow[]; next_cursor: string | null; total: number | null }>;
  get(word: string): Promise<TaskFacts>;
  /** All that is known of the tasks that a search finds, as lines of an export; of a task that they need perhaps too, and more than once. */
  lines(q: string | undefined): AsyncIterable<TaskExportLine>;
  log(word: string, attempt: number | undefined): Promise<string>;
  report(word: string, name: string): Promise<string>;
  explain(word: string): Promise<ExplanationFacts>;
  relatives(word: string, direction: "dependencies" | "dependents", isTransitive: boolean): Promise<readonly RelativeRow[]>;
  /** Ids of what was taken back. */
  invalidate(word: string, options: { cascade: boolean; reason: string | undefined }): Promise<readonly string[]>;
  remove(word: string): Promise<{ id: string; restore: string }>;
  usage(): Promise<{ items: readonly { namespace: string; tasks: number; size_bytes: number }[]; size_bytes: number }>;
  /** Names and parameters, for comparisons. */
  identity(word: string): Promise<{ id: string; namespace: string; name: string; version: string; params: Json }>;
}

/** A type as a manifest declares it. */
export interface TypeManifest {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly doc?: string | null | undefined;
}

/** Full name of a task's type, e.g. `vision.train@1`. */
export const typeOf = ({ namespace, name, version }: { namespace: string; name: string | null; version: string }): string =>
  name === null ? "?" : `${namespace ? `${namespace}.` : ""}${name}@${version}`;
