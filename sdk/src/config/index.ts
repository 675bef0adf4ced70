export {
  /** @public The client loads it by a name that bundlers do not see. */
  resolveClientOptions,
} from "./client-options.ts";
export { settingsTable } from "./docs.ts";
