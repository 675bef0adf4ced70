export type { TokenSource } from "../transport/credentials.ts";
export { type ClientOptions, resolveClientOptions } from "./client-options.ts";
export { settingsTable } from "./docs.ts";
export { ConfigError, type ConfigProblem } from "./errors.ts";
