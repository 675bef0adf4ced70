import type { Call } from "./transport/call.ts";
import type { CallOptions } from "./transport/transport.ts";

/**
 * What a call below an organization takes; left out, the client's organization counts.
 *
 * @example cairn.members.list({}, { organization: "acme" });
 */
export interface OrganizationOptions extends CallOptions {
  organization?: string | undefined;
}

/**
 * What a call below a workspace takes; left out, the client's organization and workspace count.
 *
 * @example cairn.runs.list({}, { workspace: "audio" });
 */
export interface WorkspaceOptions extends OrganizationOptions {
  workspace?: string | undefined;
}

/** Where a path starts: at /api/v1, at the organization, or at the workspace. */
export type Level = "root" | "organization" | "workspace";

/**
 * A request below /api/v1, for `cairn.request()`.
 *
 * @example await cairn.request({ method: "GET", at: "workspace", path: "/events", query: { limit: 5 } });
 */
export interface ResourceRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  at: Level;
  /** From the slash on, below the level; empty for the thing itself. */
  path: string;
  query?: object | undefined;
  body?: unknown;
  /** Bytes to send in place of `body`, as `application/octet-stream`. */
  bytes?: Uint8Array<ArrayBuffer> | Blob | undefined;
  /** `response`: the answer is the Response itself, its body unread, and `Accept` is as given in the headers. */
  as?: "data" | "response" | undefined;
  isRepeatable?: boolean;
  options?: WorkspaceOptions | undefined;
}

/** What the resources need of the client. */
export interface Requester {
  call<T>(request: ResourceRequest): Call<T>;
}
