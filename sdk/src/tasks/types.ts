import type { z } from "zod";

/** What RFC 8259 can say. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** What a task is: two tasks with the same four are the same task, on every machine. */
export interface TaskIdentity {
  /** Dotted path, "" for none. */
  readonly namespace: string;
  readonly name: string;
  /** Of the code that computes; a new one makes new tasks. */
  readonly version: string;
  /** Parameters in their hashed form, with tasks as `{"$task": id}`. */
  readonly params: Json;
}

/** A task as it is stored and sent: enough to make it again where its type is declared. */
export interface TaskJson extends TaskIdentity {
  /** SHA-256 of the identity's RFC 8785 form, 64 lowercase hexadecimal digits. */
  readonly id: string;
  /** Of the parameters' schema, so that stored tasks can be told from what the code says now. */
  readonly schema_hash: string;
  /** Ids of the tasks that it needs, in order of appearance, without repetitions. */
  readonly dependencies: readonly string[];
  /** Parameters that do not count for the id, in the same tagged form; absent when there are none. */
  readonly unhashed?: { readonly [name: string]: Json };
}

/** Turns a value into bytes and back. `name` and `extension` are part of what is stored, so they may never change their meaning. */
export interface Serializer<T> {
  /** As the done marker has it, e.g. `json`, `json+gzip`. */
  readonly name: string;
  /** Without a leading dot, e.g. `json`, `json.gz`. */
  readonly extension: string;
  readonly mediaType: string;
  write(value: T): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  read(bytes: Uint8Array<ArrayBuffer>): T | Promise<T>;
}

/** What is known of a stored object. */
export interface StoredObject {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/**
 * Where outputs lie: a folder, a bucket, memory. Paths are relative, with `/`. A write is seen whole or not at all.
 * Not found is `null` from `stat` and `read`; every other trouble is thrown as a {@link StorageError}.
 */
export interface Storage {
  /** e.g. `file:///data/tasks`, `s3://bucket/prefix`, `memory:` */
  readonly uri: string;
  stat(path: string): Promise<StoredObject | null>;
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** `commit` is called when the bytes are on their way, right before they become visible; when it throws they never do. */
  write(path: string, bytes: Uint8Array, commit?: Commit): Promise<void>;
  /** Writes only where nothing lies yet; answers whether it did. The base of locks without a server. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Below a folder, in order of path. */
  list(folder: string): AsyncIterable<StoredObject>;
  /** A file or everything below a folder; nothing there is no error. */
  remove(path: string): Promise<void>;
  /** Full address of a path, for people and for `uri` in events. */
  uriOf(path: string): string;
  /** Copies that are kept nearby: `read` prefers them, for what is not written twice; `forget` drops a file's or a folder's. */
  readonly kept?: { read(path: string): Promise<Uint8Array<ArrayBuffer> | null>; forget(path: string): Promise<void> };
  /** Where a path lies, or what was read of it is kept, on this machine's file system. */
  fileOf?(path: string): string;
}

/** Last check before bytes become visible, e.g. whether a lease is still held. */
export type Commit = () => void | Promise<void>;

/** Where and how the output of a type is kept. */
export interface OutputSpec<T> {
  readonly serializer: Serializer<T> | FolderSerializer<T>;
  /** Name of a target root; the default one when absent. */
  readonly root?: string;
  /** Replaces parts of the path `{base}/{namespace}/{name}/{version}/{extra}/{aa}/{id}/{filename}.{extension}`. */
  readonly path?: { readonly base?: string; readonly extra?: string; readonly filename?: string; readonly extension?: string };
}

/** An output of many files. `write` fills the local folder that it is given; `read` gets the local folder with all files. */
export interface FolderSerializer<T> {
  readonly name: string;
  readonly isFolder: true;
  write(value: T, folder: string): Promise<void>;
  read(folder: string): Promise<T>;
}

/** Lies beside the output, is written last, and alone makes a task complete. */
export interface DoneMarker {
  readonly format: 1;
  readonly task: TaskJson;
  readonly serializer: string;
  /** File name of the output beside the marker, or the folder's name. */
  readonly output: string;
  readonly size_bytes: number;
  /** Of the output's bytes; of the canonical list of files and digests for a folder. */
  readonly sha256: string;
  readonly files?: readonly { readonly path: string; readonly size_bytes: number; readonly sha256: string }[];
  /** Ids of tasks that it turned out to need while it ran; absent in markers of before they were kept. */
  readonly observed?: readonly string[];
  readonly attempt: number;
  readonly finished_at: string;
}

/** How heavy a computation is thought to be. */
export interface Estimate {
  readonly seconds?: number;
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly gpus?: number;
}

/** Level and text of a line that a task logs. */
export interface TaskLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
  readonly atMs: number;
}

/** What a computation gets beside its parameters. */
export interface TaskContext {
  readonly task: AnyTask;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborted when the build is cancelled or the lease is lost. */
  readonly signal: AbortSignal;
  /** True in debug mode: a small, verbose try that is kept nowhere. */
  readonly isDebug: boolean;
  /**
   * The output of a task. One that is no parameter becomes a dependency here and is computed first when it is missing; runners on
   * other threads or machines may start `run` anew for that, so what comes before should be cheap or checkpointed.
   */
  load<T>(task: TaskOf<T>): Promise<T>;
  /** Several at once, in order. */
  loadAll<T>(tasks: Iterable<TaskOf<T>>): Promise<T[]>;
  log(text: string, level?: TaskLine["level"]): void;
  /** 0 to 1, shown while it runs. */
  progress(fraction: number, note?: string): void;
  readonly checkpoint: Checkpoint;
  /** Attaches a report: Markdown text, or a value as JSON. */
  report(name: string, content: string | { readonly [member: string]: unknown } | readonly unknown[]): void;
  /** A folder of this attempt that is removed when it ends. */
  temporaryFolder(): Promise<string>;
}

/** Survives the death of an attempt, and is dropped when the task succeeds. */
export interface Checkpoint {
  /** The value that an earlier attempt saved last, or null. */
  load<T>(): Promise<T | null>;
  save(value: unknown): Promise<void>;
}

/** A declared type of tasks, whatever its parameters and output. */
export interface AnyTaskType {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly schemaHash: string;
  readonly schema: z.ZodObject;
  readonly output: OutputSpec<unknown>;
  /** Schema of the output, where one was declared. */
  readonly outputSchema?: z.ZodType;
  /** The type that this one stands in for wherever a parameter asks for it. */
  readonly base?: AnyTaskType;
  /** Computations of one kind share a throttle. */
  readonly kind?: string;
  /** Which executor computes it, by the names given to `build`; the build's own when absent. */
  readonly executor?: string;
  /** Attempts in one build before a failure counts; 1 by default. */
  readonly maxAttempts: number;
  /** URL of the module that declares it, for workers on other threads and machines. */
  readonly module?: string;
  run(params: unknown, ctx: TaskContext): unknown;
  validate?(value: unknown, task: AnyTask): boolean | Promise<boolean>;
  estimate?(params: unknown): Estimate;
}

/** A task value, whatever its type. Making one computes nothing. */
export interface AnyTask {
  readonly id: string;
  readonly type: AnyTaskType;
  /** Parsed parameters, with task values in their places. */
  readonly params: unknown;
  /** Tasks among the parameters and those that `deps` adds, without repetitions. */
  readonly dependencies: readonly AnyTask[];
  /** What people call it; it does not count for the id. */
  readonly label?: string;
  /** What people sort it by; they do not count for the id. */
  readonly tags?: { readonly [key: string]: string };
  toJSON(): TaskJson;
}

/** A task whose output is `T`. The member is never there: it carries the type alone. */
export interface TaskOf<T> extends AnyTask {
  readonly __output?: T;
}
