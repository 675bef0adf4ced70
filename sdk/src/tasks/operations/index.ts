export { type DeleteOptions, type Invalidated, type InvalidateOptions, invalidate, remove } from "./change.ts";
export { type Explanation, explain } from "./explain.ts";
export { exists, load, loadOrCreate } from "./load.ts";
export { type Provenance, provenance, status, type TaskStatus } from "./status.ts";
