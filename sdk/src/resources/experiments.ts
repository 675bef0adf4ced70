import type { CreateExperimentInput, PageSize } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { Experiment } from "../schema/index.ts";
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
  list(query: PageSize = {}, options?: WorkspaceOptions): Listing<Experiment> {
    return this.listing({ at: "workspace", path: "/experiments", query, options });
  }

  create(body: CreateExperimentInput, options?: WorkspaceOptions): Call<Experiment> {
    return this.client.call({ method: "POST", at: "workspace", path: "/experiments", body, options });
  }

  get(experiment: string, options?: WorkspaceOptions): Call<Experiment> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/experiments/${experiment}`, options });
  }
}
