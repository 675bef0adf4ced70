import type { PageSize } from "../inputs.ts";
import type { OrganizationOptions } from "../requester.ts";
import type { Member, UpdateMember } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * People of the organization.
 *
 * @example await cairn.members.update(userId, { role: "admin" });
 */
export class Members extends Resource {
  list(query: PageSize = {}, options?: OrganizationOptions): Listing<Member> {
    return this.listing({ at: "organization", path: "/members", query, options });
  }

  update(user: string, body: UpdateMember, options?: OrganizationOptions): Call<Member> {
    return this.client.call({ method: "PATCH", at: "organization", path: path`/members/${user}`, body, options });
  }

  /** Removes a person; their sessions, keys and sign-ins for the organization end at once. */
  remove(user: string, options?: OrganizationOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "organization", path: path`/members/${user}`, options });
  }
}
