import type { CreateInvitationInput, PageSize } from "../inputs.ts";
import type { OrganizationOptions } from "../requester.ts";
import type { Invitation } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import { Resource } from "./resource.ts";

/**
 * Invitations that the organization sent.
 *
 * @example await cairn.invitations.create({ email: "grace@example.org", role: "member" });
 */
export class Invitations extends Resource {
  list(query: PageSize = {}, options?: OrganizationOptions): Listing<Invitation> {
    return this.listing({ at: "organization", path: "/invitations", query, options });
  }

  create(body: CreateInvitationInput, options?: OrganizationOptions): Call<Invitation> {
    return this.client.call({ method: "POST", at: "organization", path: "/invitations", body, options });
  }

  cancel(invitation: string, options?: OrganizationOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "organization", path: path`/invitations/${invitation}`, options });
  }

  resend(invitation: string, options?: OrganizationOptions): Call<Invitation> {
    return this.client.call({ method: "POST", at: "organization", path: path`/invitations/${invitation}/resend`, options });
  }
}
