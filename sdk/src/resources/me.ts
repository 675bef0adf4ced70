import type { PageSize } from "../inputs.ts";
import type { Grant, Me as MeAnswer, OrganizationWithRole, ReceivedInvitation, Session, UpdateMe, User } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { path } from "../transport/path.ts";
import type { CallOptions } from "../transport/transport.ts";
import { Resource } from "./resource.ts";

/**
 * Who is calling: profile, sessions, sign-ins of programs, invitations received.
 *
 * @example const { actor, organizations } = await cairn.me.get();
 */
export class Me extends Resource {
  get(options?: CallOptions): Call<MeAnswer> {
    return this.client.call({ method: "GET", at: "root", path: "/me", options });
  }

  update(body: UpdateMe, options?: CallOptions): Call<User> {
    return this.client.call({ method: "PATCH", at: "root", path: "/me", body, options });
  }

  /** Browser sessions of the caller. */
  sessions(query: PageSize = {}, options?: CallOptions): Listing<Session> {
    return this.listing({ at: "root", path: "/me/sessions", query, options });
  }

  endSession(session: string, options?: CallOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "root", path: path`/me/sessions/${session}`, options });
  }

  /** Sign-ins of programs in the caller's name. */
  grants(query: PageSize = {}, options?: CallOptions): Listing<Grant> {
    return this.listing({ at: "root", path: "/me/grants", query, options });
  }

  endGrant(grant: string, options?: CallOptions): Call<void> {
    return this.client.call({ method: "DELETE", at: "root", path: path`/me/grants/${grant}`, options });
  }

  /** Invitations that wait for the caller's answer. */
  invitations(query: PageSize = {}, options?: CallOptions): Listing<ReceivedInvitation> {
    return this.listing({ at: "root", path: "/me/invitations", query, options });
  }

  acceptInvitation(invitation: string, options?: CallOptions): Call<OrganizationWithRole> {
    return this.client.call({ method: "POST", at: "root", path: path`/me/invitations/${invitation}/accept`, options });
  }

  declineInvitation(invitation: string, options?: CallOptions): Call<void> {
    return this.client.call({ method: "POST", at: "root", path: path`/me/invitations/${invitation}/decline`, options });
  }
}
