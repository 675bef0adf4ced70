import type {
  AcquireLeasesInput,
  AppendTaskLinesInput,
  CollectTasksInput,
  ExportTasksInput,
  InvalidateTasksInput,
  NewTaskEventInput,
  NewTaskInput,
  PageSize,
  RelativesFilter,
  TaskEventFilter,
  TaskFilter,
  TaskLineFilter,
} from "../inputs.ts";
import { inPieces } from "../pieces.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type {
  Lease,
  LeaseAnswers,
  LeasesRenewed,
  OverrideTask,
  PutTaskAsset,
  RenewLeases,
  Task,
  TaskAsset,
  TaskAssetContent,
  TaskDetail,
  TaskEvent,
  TaskEventsAccepted,
  TaskExplanation,
  TaskFields,
  TaskGraph,
  TaskIdentity,
  TaskLinesAccepted,
  TaskLogLine,
  TaskManifest,
  TaskManifestAccepted,
  TaskRelative,
  TaskResults,
  TaskSettings,
  TaskStats,
  TasksCollected,
  TasksImported,
  TasksInvalidated,
  TasksRegistered,
  TaskTypeGraph,
  TaskTypes,
  TaskUsage,
  TaskValues,
  UpdateTask,
} from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/** Lines and characters of one call of an import: with what a search finds tasks by it stays below what the server takes at once. */
const IMPORT_PIECE = { maxCount: 20_000, maxWeight: 4 * 1024 * 1024, weigh: (line: string) => line.length };

/**
 * Tasks as the server keeps them. To declare and compute them use `@cairn/sdk/tasks`.
 *
 * @example for await (const task of cairn.tasks.list({ q: "status:=:failed" })) console.log(task.name, task.error?.message);
 */
export class Tasks extends Resource {
  /** By a search (docs/task-api.md), newest first unless told otherwise. */
  list(query: TaskFilter & PageSize = {}, options?: WorkspaceOptions): Listing<Task> {
    return this.listing({ at: "workspace", path: "/tasks", query, options });
  }

  /** By its id, or by the first 8 digits of it or more. */
  get(task: string, options?: WorkspaceOptions): Call<TaskDetail> {
    return this.#get(path`/${task}`, {}, options);
  }

  /** Labels or tags a task; tags are merged key by key. */
  update(task: string, body: UpdateTask, options?: WorkspaceOptions): Call<TaskDetail> {
    return this.client.call({ method: "PATCH", at: "workspace", path: path`/tasks/${task}`, body, options });
  }

  /** Moves a task to the trash, from where `restore` takes it back for 30 days. Its output is yours to remove. */
  delete(task: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/tasks/${task}`, options });
  }

  restore(task: string, options?: WorkspaceOptions): Call<TaskDetail> {
    return this.#post(path`/${task}/restore`, undefined, options);
  }

  /** Takes the success of a task back, and with `cascade` that of all that need it. */
  invalidate(task: string, body: InvalidateTasksInput = {}, options?: WorkspaceOptions): Call<TasksInvalidated> {
    return this.#post(path`/${task}/invalidate`, body, options);
  }

  /** Sets the result of a task by hand; who did it and why is kept. */
  override(task: string, body: OverrideTask, options?: WorkspaceOptions): Call<TaskDetail> {
    return this.#post(path`/${task}/override`, body, options);
  }

  /** What there is of many tasks; those that are not registered are left out. */
  lookup(tasks: readonly string[], options?: WorkspaceOptions): Call<TaskResults> {
    return this.#post("/lookup", { tasks }, options);
  }

  /** What a task needs. */
  dependencies(task: string, query: RelativesFilter & PageSize = {}, options?: WorkspaceOptions): Listing<TaskRelative> {
    return this.listing({ at: "workspace", path: path`/tasks/${task}/dependencies`, query, options });
  }

  /** What needs a task. */
  dependents(task: string, query: RelativesFilter & PageSize = {}, options?: WorkspaceOptions): Listing<TaskRelative> {
    return this.listing({ at: "workspace", path: path`/tasks/${task}/dependents`, query, options });
  }

  /** The neighbourhood of a task. */
  graph(task: string, query: { depth?: number; limit?: number } = {}, options?: WorkspaceOptions): Call<TaskGraph> {
    return this.#get(path`/${task}/graph`, query, options);
  }

  /** Why a task has to be computed: what differs from the task most like it that has an output. */
  explain(task: string, options?: WorkspaceOptions): Call<TaskExplanation> {
    return this.#get(path`/${task}/explain`, {}, options);
  }

  /** The same of a task that need not be registered. */
  explainNew(identity: TaskIdentity, options?: WorkspaceOptions): Call<TaskExplanation> {
    return this.#post("/explain", identity, options);
  }

  /** Reports of a task. */
  assets(task: string, options?: WorkspaceOptions): Call<{ items: TaskAsset[] }> {
    return this.#get(path`/${task}/assets`, {}, options);
  }

  asset(task: string, name: string, options?: WorkspaceOptions): Call<TaskAssetContent> {
    return this.#get(path`/${task}/assets/${name}`, {}, options);
  }

  /** Adds a report to a task, or replaces the one of its name. */
  putAsset(task: string, name: string, body: PutTaskAsset, options?: WorkspaceOptions): Call<TaskAsset> {
    return this.client.call({ method: "PUT", at: "workspace", path: path`/tasks/${task}/assets/${name}`, body, options });
  }

  /** Logs lines of an attempt; lines that came before are not kept again. */
  log(task: string, body: AppendTaskLinesInput, options?: WorkspaceOptions): Call<TaskLinesAccepted> {
    return this.#post(path`/${task}/logs`, body, options);
  }

  /** Lines of an attempt: of the last one when none is named. */
  lines(task: string, query: TaskLineFilter & PageSize = {}, options?: WorkspaceOptions): Listing<TaskLogLine> {
    return this.listing({ at: "workspace", path: path`/tasks/${task}/logs`, query, options });
  }

  /** How many tasks there are, by result and by attempt. */
  stats(options?: WorkspaceOptions): Call<TaskStats> {
    return this.#get("/stats", {}, options);
  }

  /** What the outputs of each namespace take. */
  usage(options?: WorkspaceOptions): Call<TaskUsage> {
    return this.#get("/usage", {}, options);
  }

  /** Fields that a search can name. */
  fields(query: { type?: string; prefix?: string; limit?: number } = {}, options?: WorkspaceOptions): Call<TaskFields> {
    return this.#get("/fields", query, options);
  }

  /** Values that a field has. */
  values(query: { field: string; type?: string; prefix?: string; limit?: number }, options?: WorkspaceOptions): Call<TaskValues> {
    return this.#get("/values", query, options);
  }

  /** The graph of everything, by type. */
  overview(options?: WorkspaceOptions): Call<TaskTypeGraph> {
    return this.#get("/overview-graph", {}, options);
  }

  types(options?: WorkspaceOptions): Call<TaskTypes> {
    return this.client.call({ method: "GET", at: "workspace", path: "/task-types", options });
  }

  /** Tells which types of tasks the code has now. */
  declareTypes(body: TaskManifest, options?: WorkspaceOptions): Call<TaskManifestAccepted> {
    return this.client.call({ method: "PUT", at: "workspace", path: "/task-types", body, options });
  }

  /** Moves tasks that rules select to the trash, or, unless `dry_run` is false, tells which it would be. */
  collect(body: CollectTasksInput, options?: WorkspaceOptions): Call<TasksCollected> {
    return this.#post("/gc", body, options);
  }

  /** Tasks with all that they need, as lines of JSON: the Response, whose body is a stream. */
  export(body: ExportTasksInput, options?: WorkspaceOptions): Call<Response> {
    return this.client.call({
      ...{ method: "POST", at: "workspace", path: "/tasks/export", body, isRepeatable: true },
      as: "response",
      options,
    });
  }

  /**
   * Takes the lines of an export: its text, or line after line. What is more than one call takes goes in pieces, each of which is taken all or
   * not at all; after an error the same again goes on where it ended.
   *
   * @example await cairn.tasks.import((await open("tasks.ndjson")).readLines()); // open of node:fs/promises
   */
  async import(lines: string | Iterable<string> | AsyncIterable<string>, options: WorkspaceOptions = {}): Promise<TasksImported> {
    const headers = { ...options.headers, "Content-Type": "application/x-ndjson" };
    const sum: TasksImported = { registered: 0, existing: 0, attempts: 0, assets: 0 };
    for await (const piece of inPieces(typeof lines === "string" ? lines.split("\n") : lines, IMPORT_PIECE)) {
      const told = await this.#post<TasksImported>("/import", piece.join("\n"), { ...options, headers });
      for (const key of Object.keys(sum) as (keyof TasksImported)[]) sum[key] += told[key];
    }
    return sum;
  }

  /** Registers tasks with their dependencies, all or none; with a build they become part of it. The same again is harmless. */
  register(tasks: readonly NewTaskInput[], { build, ...options }: WorkspaceOptions & { build?: string } = {}): Call<TasksRegistered> {
    const query = build === undefined ? {} : { build };
    return this.client.call({
      ...{ method: "POST", at: "workspace", path: "/tasks/register", query, body: { tasks } },
      ...{ isRepeatable: true, options },
    });
  }

  /** Tells what happened to tasks outside any build. Events that have keys may be told again. */
  report(events: readonly NewTaskEventInput[], options?: WorkspaceOptions): Call<TaskEventsAccepted> {
    return this.#post("/events", { events }, options);
  }

  /** What happened to a task. */
  events(task: string, query: TaskEventFilter & PageSize = {}, options?: WorkspaceOptions): Listing<TaskEvent> {
    return this.listing({ at: "workspace", path: path`/tasks/${task}/events`, query, options });
  }

  /** Asks for the right to compute tasks. */
  acquire(body: AcquireLeasesInput, options?: WorkspaceOptions): Call<LeaseAnswers> {
    return this.#post("/leases", body, options);
  }

  /** Lets leases last longer. */
  renew(body: Partial<RenewLeases> & Pick<RenewLeases, "tokens">, options?: WorkspaceOptions): Call<LeasesRenewed> {
    return this.#post("/leases/renew", body, options);
  }

  /** Gives a lease up. */
  release(token: number, options?: WorkspaceOptions): Call<void> {
    return this.#post("/leases/release", { token }, options);
  }

  leases(query: PageSize = {}, options?: WorkspaceOptions): Listing<Lease> {
    return this.listing({ at: "workspace", path: "/tasks/leases", query, options });
  }

  settings(options?: WorkspaceOptions): Call<TaskSettings> {
    return this.client.call({ method: "GET", at: "workspace", path: "/task-settings", options });
  }

  changeSettings(body: TaskSettings, options?: WorkspaceOptions): Call<TaskSettings> {
    return this.client.call({ method: "PUT", at: "workspace", path: "/task-settings", body, options });
  }

  #get<T>(below: string, query: object, options?: WorkspaceOptions): Call<T> {
    return this.client.call<T>({ method: "GET", at: "workspace", path: `/tasks${below}`, query, options });
  }

  /** A write that is harmless when it comes again. */
  #post<T>(below: string, body: unknown, options?: WorkspaceOptions): Call<T> {
    return this.client.call<T>({ method: "POST", at: "workspace", path: `/tasks${below}`, body, isRepeatable: true, options });
  }
}
