import type { CreateWorkspaceInput, PageSize } from "../inputs.ts";
import type { OrganizationOptions, Requester } from "../requester.ts";
import type { SetWorkspaceRole, UpdateWorkspace, Workspace, WorkspaceMember } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";
import { Webhooks } from "./webhooks.ts";

/**
 * Who may do what in a workspace, where it differs from the role in the organization.
 *
 * @example await cairn.workspaces.members.set("vision", userId, { role: "viewer" });
 */
export class WorkspaceMembers extends Resource {
  list(workspace: string, query: PageSize = {}, options?: OrganizationOptions): Listing<WorkspaceMember> {
    return this.listing({ at: "organization", path: path`/workspaces/${workspace}/members`, query, options });
  }

  set(workspace: string, user: string, body: SetWorkspaceRole, options?: OrganizationOptions): Call<WorkspaceMember> {
    return this.client.call({ method: "PUT", at: "organization", path: path`/workspaces/${workspace}/members/${user}`, body, options });
  }

  /** Drops the difference: the role in the organization decides again. */
  reset(workspace: string, user: string, options?: OrganizationOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "organization", path: path`/workspaces/${workspace}/members/${user}`, options });
  }
}

/**
 * Workspaces of the organization, named by slug or id.
 *
 * @example const vision = await cairn.workspaces.create({ name: "Vision" });
 */
export class Workspaces extends Resource {
  readonly members: WorkspaceMembers;
  readonly webhooks: Webhooks;

  constructor(client: Requester) {
    super(client);
    this.members = new WorkspaceMembers(client);
    this.webhooks = new Webhooks(client, "workspace");
  }

  list(query: PageSize = {}, options?: OrganizationOptions): Listing<Workspace> {
    return this.listing({ at: "organization", path: "/workspaces", query, options });
  }

  create(body: CreateWorkspaceInput, options?: OrganizationOptions): Call<Workspace> {
    return this.client.call({ method: "POST", at: "organization", path: "/workspaces", body, options });
  }

  get(workspace: string, options?: OrganizationOptions): Call<Workspace> {
    return this.client.call({ method: "GET", at: "organization", path: path`/workspaces/${workspace}`, options });
  }

  update(workspace: string, body: UpdateWorkspace, options?: OrganizationOptions): Call<Workspace> {
    return this.client.call({ method: "PATCH", at: "organization", path: path`/workspaces/${workspace}`, body, options });
  }

  /** Deletes the workspace with all it holds; `confirm` is its slug. */
  delete(workspace: string, body: { confirm: string }, options?: OrganizationOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "organization", path: path`/workspaces/${workspace}`, body, options });
  }
}
