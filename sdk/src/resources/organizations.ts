import type { CreateOrganizationInput, PageSize } from "../inputs.ts";
import type { CreatedOrganization, OrganizationWithRole, TransferOwnership, UpdateOrganization } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import type { CallOptions } from "../transport/transport.ts";
import { Resource } from "./resource.ts";

/**
 * Organizations of the caller. An organization is named by slug or id.
 *
 * @example const { workspace } = await cairn.organizations.create({ name: "Acme Research" });
 */
export class Organizations extends Resource {
  list(query: PageSize = {}, options?: CallOptions): Listing<OrganizationWithRole> {
    return this.listing({ at: "root", path: "/orgs", query, options });
  }

  create(body: CreateOrganizationInput, options?: CallOptions): Call<CreatedOrganization> {
    return this.client.call({ method: "POST", at: "root", path: "/orgs", body, options });
  }

  get(organization: string, options?: CallOptions): Call<OrganizationWithRole> {
    return this.client.call({ method: "GET", at: "root", path: path`/orgs/${organization}`, options });
  }

  update(organization: string, body: UpdateOrganization, options?: CallOptions): Call<OrganizationWithRole> {
    return this.client.call({ method: "PATCH", at: "root", path: path`/orgs/${organization}`, body, options });
  }

  /** Deletes the organization with all it holds; `confirm` is its slug. */
  delete(organization: string, body: { confirm: string }, options?: CallOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "root", path: path`/orgs/${organization}`, body, options });
  }

  leave(organization: string, options?: CallOptions): Call<void> {
    return this.client.call({ method: "POST", at: "root", path: path`/orgs/${organization}/leave`, options });
  }

  /** Makes another member the owner. */
  transfer(organization: string, body: TransferOwnership, options?: CallOptions): Call<void> {
    return this.client.call({ method: "POST", at: "root", path: path`/orgs/${organization}/transfer`, body, options });
  }
}
