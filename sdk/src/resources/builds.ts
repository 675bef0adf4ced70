import { newBuildId } from "../ids.ts";
import type { BuildFilter, BuildTaskFilter, CreateBuildInput, NewTaskEventInput, PageSize, TaskEventFilter } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type {
  Build,
  BuildDetail,
  BuildGraph,
  BuildTask,
  BuildTaskPage,
  CancelBuild,
  FinishBuild,
  OverrideBuild,
  ResumeBuild,
  TaskEvent,
  TaskEventsAccepted,
  UpdateBuild,
} from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Builds: what somebody asked to compute, and how far it is.
 *
 * @example for await (const { name, status, counts } of cairn.builds.list()) console.log(name, status, counts.failed);
 */
export class Builds extends Resource {
  list(query: BuildFilter & PageSize = {}, options?: WorkspaceOptions): Listing<Build> {
    return this.listing({ at: "workspace", path: "/builds", query, options });
  }

  /** Begins a build. It gets its id here, so that repeating the request makes no second one. */
  create(body: CreateBuildInput = {}, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.#post("", { ...body, id: body.id ?? newBuildId() }, options);
  }

  get(build: string, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/builds/${build}`, options });
  }

  /** Renames, describes or tags; tags are merged key by key. */
  update(build: string, body: UpdateBuild, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.client.call({ method: "PATCH", at: "workspace", path: path`/builds/${build}`, body, options });
  }

  /** Tells what happened to tasks of the build; without events that it is alive. Events that have keys may be told again. */
  report(build: string, events: readonly NewTaskEventInput[], options?: WorkspaceOptions): Call<TaskEventsAccepted> {
    return this.#post(path`/${build}/events`, { events }, options);
  }

  /** What happened in the build. */
  events(build: string, query: TaskEventFilter & PageSize = {}, options?: WorkspaceOptions): Listing<TaskEvent> {
    return this.listing({ at: "workspace", path: path`/builds/${build}/events`, query, options });
  }

  /** Its tasks. Each page has the `version` after which `since` tells what changed. */
  tasks(build: string, query: BuildTaskFilter & PageSize = {}, options?: WorkspaceOptions): Listing<BuildTask, BuildTaskPage> {
    return this.listing({ at: "workspace", path: path`/builds/${build}/tasks`, query, options });
  }

  /** All tasks of the build with the edges between them. */
  graph(build: string, options?: WorkspaceOptions): Call<BuildGraph> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/builds/${build}/graph`, options });
  }

  finish(build: string, body: FinishBuild, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.#post(path`/${build}/finish`, body, options);
  }

  cancel(build: string, body: CancelBuild = {}, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.#post(path`/${build}/cancel`, body, options);
  }

  /** Lets a build that ended go on. */
  resume(build: string, body: ResumeBuild = {}, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.#post(path`/${build}/resume`, body, options);
  }

  /** Sets its status by hand; who did it and why is kept. */
  override(build: string, body: OverrideBuild, options?: WorkspaceOptions): Call<BuildDetail> {
    return this.#post(path`/${build}/override`, body, options);
  }

  /** A write that is harmless when it comes again. */
  #post<T>(below: string, body: unknown, options?: WorkspaceOptions): Call<T> {
    return this.client.call<T>({ method: "POST", at: "workspace", path: `/builds${below}`, body, isRepeatable: true, options });
  }
}
