import type { AuthorizationOutcome, AuthorizationRequest, Decision } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import { path } from "../transport/path.ts";
import type { CallOptions } from "../transport/transport.ts";
import { Resource } from "./resource.ts";

/**
 * Sign-ins of programs through the browser that wait for consent. Needs a browser session.
 *
 * @example const { redirect_to } = await cairn.authorizations.decide(id, { decision: "approve" });
 */
export class Authorizations extends Resource {
  get(authorization: string, options?: CallOptions): Call<AuthorizationRequest> {
    return this.client.call({ method: "GET", at: "root", path: path`/authorizations/${authorization}`, options });
  }

  decide(authorization: string, body: Decision, options?: CallOptions): Call<AuthorizationOutcome> {
    return this.client.call({ method: "POST", at: "root", path: path`/authorizations/${authorization}/decision`, body, options });
  }
}
