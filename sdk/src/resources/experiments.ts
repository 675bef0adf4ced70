import type { CreateExperimentInput, ExperimentFilter, PageSize } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { Experiment, ExperimentDetail, Namespace, UpdateExperiment } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Experiments: groups of runs.
 *
 * @example const { run_count } = await cairn.experiments.get(experimentId);
 */
export class Experiments extends Resource {
  list(query: ExperimentFilter & PageSize = {}, options?: WorkspaceOptions): Listing<Experiment> {
    return this.listing({ at: "workspace", path: "/experiments", query, options });
  }

  create(body: CreateExperimentInput, options?: WorkspaceOptions): Call<Experiment> {
    return this.client.call({ method: "POST", at: "workspace", path: "/experiments", body, options });
  }

  get(experiment: string, options?: WorkspaceOptions): Call<ExperimentDetail> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/experiments/${experiment}`, options });
  }

  /** Renames, describes, tags, archives or restores; tags are merged key by key. */
  update(experiment: string, body: UpdateExperiment, options?: WorkspaceOptions): Call<Experiment> {
    return this.client.call({ method: "PATCH", at: "workspace", path: path`/experiments/${experiment}`, body, options });
  }

  /** First parts of the experiments' names, with counts. */
  namespaces(options?: WorkspaceOptions): Call<{ items: Namespace[] }> {
    return this.client.call({ method: "GET", at: "workspace", path: "/namespaces", options });
  }
}
