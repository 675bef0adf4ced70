import { Cairn } from "./client.ts";

export { Cairn, type CairnOptions } from "./client.ts";
export {
  AuthenticationError,
  BufferFullError,
  CairnError,
  type ClientErrorCode,
  ConfigurationError,
  ConflictError,
  ConnectionError,
  type ErrorFacts,
  KeyExpiredError,
  KeyRevokedError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  SessionExpiredError,
  TimeoutError,
  TokenExpiredError,
  TokenRevokedError,
  ValidationError,
} from "./errors.ts";
export { newBuildId, newRunId } from "./ids.ts";
export type * from "./inputs.ts";
export type { Level, OrganizationOptions, ResourceRequest, WorkspaceOptions } from "./requester.ts";
export type { EventFilter } from "./resources/events.ts";
export type { ActiveRun } from "./run/active-run.ts";
export type { ParamInput } from "./run/fields.ts";
export type { TableInput } from "./run/media.ts";
export type { ArtifactOptions, FinishOptions, LogOptions, MediaOptions, RunHandle, RunOptions } from "./run/options.ts";
export type * from "./schema/index.ts";
export type { Answer, Call } from "./transport/call.ts";
export type { TokenSource } from "./transport/credentials.ts";
export type { Listing } from "./transport/listing.ts";
export type { CallOptions, Exchange } from "./transport/transport.ts";
export { SDK_VERSION } from "./version.ts";

/**
 * The client of this machine's settings (environment, project file, `cairn login`), which it reads at its first request.
 *
 * @example
 * import { cairn } from "@cairn/sdk";
 * const run = await cairn.run({ experiment: "penguins" });
 */
export const cairn: Cairn = /* @__PURE__ */ new Cairn();
