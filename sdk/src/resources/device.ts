import type { Decision, DeviceRequest } from "../schema/index.ts";
import type { Call } from "../transport/call.ts";
import { path } from "../transport/path.ts";
import type { CallOptions } from "../transport/transport.ts";
import { Resource } from "./resource.ts";

/**
 * Device sign-ins as the person who approves them sees them. Needs a browser session.
 *
 * @example await cairn.device.decide("BCDF-GHJK", { decision: "approve" });
 */
export class Device extends Resource {
  get(userCode: string, options?: CallOptions): Call<DeviceRequest> {
    return this.client.call({ method: "GET", at: "root", path: path`/device/${userCode}`, options });
  }

  decide(userCode: string, body: Decision, options?: CallOptions): Call<DeviceRequest> {
    return this.client.call({ method: "POST", at: "root", path: path`/device/${userCode}/decision`, body, options });
  }
}
