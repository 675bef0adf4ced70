import type { WorkspaceOptions } from "../requester.ts";
import { Resource } from "../resources/resource.ts";
import type { SetWatch, Watch } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import { path } from "../transport/path.ts";

/**
 * What the person who is signed in wants to hear of: by id of a run, an experiment or the workspace.
 *
 * @example await watches.set(run, { state: "watching" });
 */
export class Watches extends Resource {
  get(subject: string, options?: WorkspaceOptions): Call<Watch> {
    return this.client.call({ method: "GET", at: "workspace", path: path`/watches/${subject}`, options });
  }

  /** A workspace can be muted only. */
  set(subject: string, body: SetWatch, options?: WorkspaceOptions): Call<Watch> {
    return this.client.call({ method: "PUT", at: "workspace", path: path`/watches/${subject}`, body, options });
  }

  clear(subject: string, options?: WorkspaceOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "workspace", path: path`/watches/${subject}`, options });
  }
}
