import { newRunId } from "../ids.ts";
import type { CreateRunInput, FinishRunInput, LogBatchInput, MetricsFilter, PageSize, RunFilter } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { History, LogAccepted, Run, RunDetail, RunStatus, UpdateRun } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Runs as the API has them. To log from a program use `cairn.run()`, which buffers and repeats.
 *
 * @example for await (const run of cairn.runs.list({ experiment: "penguins" })) console.log(run.name, run.status);
 */
export class Runs extends Resource {
  list(query: RunFilter & PageSize = {}, options?: WorkspaceOptions): Listing<Run> {
    return this.listing({ at: "workspace", path: "/runs", query, options });
  }

  /** Creates a run. It gets its id here, so that repeating the request makes no second one. */
  create(body: CreateRunInput, options?: WorkspaceOptions): Call<RunDetail> {
    const withId = { ...body, id: body.id ?? newRunId() };
    return this.client.call({ method: "POST", at: "workspace", path: "/runs", body: withId, isRepeatable: true, options });
  }

  get(run: string, options?: WorkspaceOptions): Call<RunDetail> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}`, options });
  }

  /** Changes the name; params and tags are merged key by key. */
  update(run: string, body: UpdateRun, options?: WorkspaceOptions): Call<RunDetail> {
    return this.client.call({ method: "PATCH", at: "workspace", path: path`/runs/${run}`, body, options });
  }

  delete(run: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/runs/${run}`, options });
  }

  /** Sends one batch as it is; a string must be the JSON of one. The server stores each sequence number of a writer once. */
  log(run: string, batch: LogBatchInput | string, options?: WorkspaceOptions): Call<LogAccepted> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/runs/${run}/log`, body: batch, isRepeatable: true, options });
  }

  /** Tells the server that the run is alive. */
  heartbeat(run: string, options?: WorkspaceOptions): Call<{ status: RunStatus }> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/runs/${run}/heartbeat`, isRepeatable: true, options });
  }

  finish(run: string, body: FinishRunInput = {}, options?: WorkspaceOptions): Call<RunDetail> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/runs/${run}/finish`, body, options });
  }

  /** Curves of the run. */
  metrics(run: string, filter: MetricsFilter = {}, options?: WorkspaceOptions): Call<History> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}/metrics`, query: filter, options });
  }
}
