import type { CreateViewInput, PageSize } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import type { UpdateView, View } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Saved views: one's own and the workspace's shared ones.
 *
 * @example await cairn.views.create({ name: "Best", scope: "shared", state: { filter: "metrics.loss.min < 0.2" } });
 */
export class Views extends Resource {
  list(query: PageSize & { page?: View["page"] } = {}, options?: WorkspaceOptions): Listing<View> {
    return this.listing({ at: "workspace", path: "/views", query, options });
  }

  create(body: CreateViewInput, options?: WorkspaceOptions): Call<View> {
    return this.client.call({ method: "POST", at: "workspace", path: "/views", body, options });
  }

  get(view: string, options?: WorkspaceOptions): Call<View> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/views/${view}`, options });
  }

  update(view: string, body: UpdateView, options?: WorkspaceOptions): Call<View> {
    return this.client.call({ method: "PATCH", at: "workspace", path: path`/views/${view}`, body, options });
  }

  delete(view: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/views/${view}`, options });
  }
}
