import { newRunId } from "../ids.ts";
import type {
  BulkEditInput,
  CreateRunInput,
  CurveQueryInput,
  FinishRunInput,
  LineQueryInput,
  LineSearchInput,
  LogBatchInput,
  MetricsFilter,
  PageSize,
  PointsQueryInput,
  RunFilter,
  RunGroupingInput,
  RunSearchInput,
} from "../inputs.ts";
import { CURVES_MEDIA_TYPE } from "../limits.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type {
  BulkResult,
  Curves,
  FieldValues,
  History,
  LineMatches,
  Lines,
  LogAccepted,
  Points,
  Run,
  RunDetail,
  RunFields,
  RunGroups,
  RunPage,
  RunStats,
  RunStatus,
  StartRun,
  UpdateRun,
} from "../schema/index.ts";
import { readData } from "../transport/answer.ts";
import { Call } from "../transport/call.ts";
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

  /**
   * Moves a run to the trash, from where `restore` takes it back for 30 days. With `purge` it is gone for good at once, one that is in
   * the trash too.
   */
  delete(run: string, { purge, ...options }: WorkspaceOptions & { purge?: boolean } = {}): Call<void> {
    const query = purge === undefined ? {} : { purge };
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/runs/${run}`, query, options });
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

  /** Runs by a filter, sorted by anything (docs/search.md). The same again is harmless. */
  search(body: RunSearchInput = {}, options?: WorkspaceOptions): Call<RunPage> {
    return this.#ask("/runs/search", body, options);
  }

  /** Runs counted and summed up by the values of some fields. */
  groups(body: RunGroupingInput, options?: WorkspaceOptions): Call<RunGroups> {
    return this.#ask("/runs/groups", body, options);
  }

  /** Fields that runs have: what a filter can name. */
  fields(query: { experiment?: string; search?: string; limit?: number } = {}, options?: WorkspaceOptions): Call<RunFields> {
    return this.client.call({ method: "GET", at: "workspace", path: "/runs/fields", query, options });
  }

  /** Values that a field has, the most frequent first. */
  values(query: { field: string; experiment?: string; search?: string; limit?: number }, options?: WorkspaceOptions): Call<FieldValues> {
    return this.client.call({ method: "GET", at: "workspace", path: "/runs/values", query, options });
  }

  /** How many runs there are, by status and by attempt. */
  stats(query: { experiment?: string; filter?: string } = {}, options?: WorkspaceOptions): Call<RunStats> {
    return this.client.call({ method: "GET", at: "workspace", path: "/runs/stats", query, options });
  }

  /** Changes many runs at once; each is changed or named among the failed ones. */
  bulk(body: BulkEditInput, options?: WorkspaceOptions): Call<BulkResult> {
    return this.#ask("/runs/bulk", body, options);
  }

  /** Starts a queued run, or the next attempt of one that ended. */
  start(run: string, body: StartRun = {}, options?: WorkspaceOptions): Call<RunDetail> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/runs/${run}/start`, body, options });
  }

  /** Takes a deleted run back. */
  restore(run: string, options?: WorkspaceOptions): Call<RunDetail> {
    return this.client.call({ method: "POST", at: "workspace", path: path`/runs/${run}/restore`, options });
  }

  /** Curves of many runs at any zoom. */
  curves(body: CurveQueryInput, options: WorkspaceOptions = {}): Call<Curves> {
    const headers = { ...options.headers, Accept: `${CURVES_MEDIA_TYPE}, application/json;q=0.5` };
    const answer = this.client
      .call<Response>({
        ...{ method: "POST", at: "workspace", path: "/metrics/query", body, isRepeatable: true, as: "response" },
        options: { ...options, headers },
      })
      .withResponse();
    return new Call(answer.then(async ({ data, ...rest }) => ({ ...rest, data: await readCurves(data) })));
  }

  /** Every point of one metric as it was logged, page by page. */
  points(run: string, query: PointsQueryInput, options?: WorkspaceOptions): Call<Points> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}/points`, query, options });
  }

  /** Lines of the run's log. */
  lines(run: string, query: LineQueryInput = {}, options?: WorkspaceOptions): Call<Lines> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}/lines`, query, options });
  }

  /** The whole log as text: the Response, whose body is a stream. */
  logText(run: string, options?: WorkspaceOptions): Call<Response> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/runs/${run}/log.txt`, as: "response", options });
  }

  /** Lines of many runs that match, newest runs first. */
  searchLines(body: LineSearchInput, options?: WorkspaceOptions): Call<LineMatches> {
    return this.#ask("/lines/search", body, options);
  }

  /** A question that is asked by POST because it is long. */
  #ask<T>(where: string, body: unknown, options: WorkspaceOptions | undefined): Call<T> {
    return this.client.call({ method: "POST", at: "workspace", path: where, body, isRepeatable: true, options });
  }
}

/** Curves of an answer, which is binary unless something on the way wanted JSON. Who reads no curves does not load what reads them. */
async function readCurves(response: Response): Promise<Curves> {
  if (!response.headers.get("content-type")?.startsWith(CURVES_MEDIA_TYPE)) return (await readData(response)) as Curves;
  const { decodeCurves } = await import("../schema/curves-binary.ts");
  return decodeCurves(await response.arrayBuffer());
}
