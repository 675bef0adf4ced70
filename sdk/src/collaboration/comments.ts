import type { PageSize } from "../inputs.ts";
import type { WorkspaceOptions } from "../requester.ts";
import { Resource } from "../resources/resource.ts";
import type { Comment, CreateComment, UpdateComment } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";

/**
 * What people say about runs and experiments. The subject is the id of either.
 *
 * @example await comments.create({ subject: run, body: "See `train/loss`, @[Ada](usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c)" });
 */
export class Comments extends Resource {
  /** Oldest first. */
  list(query: PageSize & { subject: string }, options?: WorkspaceOptions): Listing<Comment> {
    return this.listing({ at: "workspace", path: "/comments", query, options });
  }

  create(body: CreateComment, options?: WorkspaceOptions): Call<Comment> {
    return this.client.call({ method: "POST", at: "workspace", path: "/comments", body, options });
  }

  /** Only who wrote it may. */
  update(comment: string, body: UpdateComment, options?: WorkspaceOptions): Call<Comment> {
    return this.client.call({ method: "PATCH", at: "workspace", path: path`/comments/${comment}`, body, options });
  }

  /** One's own; an admin of the workspace, any. */
  delete(comment: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/comments/${comment}`, options });
  }
}
