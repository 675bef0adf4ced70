import type { PageSize } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { SetTargetRoot, TargetRoot } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Places where tasks of the workspace keep their outputs.
 *
 * @example await cairn.targetRoots.set("default", { uri: "s3://acme-artifacts/vision" });
 */
export class TargetRoots extends Resource {
  list(query: PageSize = {}, options?: WorkspaceOptions): Listing<TargetRoot> {
    return this.listing({ at: "workspace", path: "/target-roots", query, options });
  }

  set(name: string, body: SetTargetRoot, options?: WorkspaceOptions): Call<TargetRoot> {
    return this.client.call({ method: "PUT", at: "workspace", path: path`/target-roots/${name}`, body, options });
  }

  delete(name: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/target-roots/${name}`, options });
  }
}
