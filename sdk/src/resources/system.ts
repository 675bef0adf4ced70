import type { SystemStatus } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import type { CallOptions } from "../transport/transport.ts";
import { Resource } from "./resource.ts";

/**
 * Cairn itself.
 *
 * @example const { status } = await cairn.system.status();
 */
export class System extends Resource {
  /** How the system is, and was on each of the last 90 days; needs no credential. */
  status(options?: CallOptions): Call<SystemStatus> {
    return this.client.call({ method: "GET", at: "root", path: "/status", options });
  }
}
