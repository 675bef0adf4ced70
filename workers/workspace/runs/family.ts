import { Fault } from "../../shared/errors.ts";
import { RUN_DEPTH_MAX } from "../limits.ts";
import { limitReached } from "../space.ts";
import { readFamily } from "./store.ts";

/**
 * Throws unless `parentId` may be the parent of a run: `invalid_request` when there is no such run or it is the run itself or one
 * below it, `limit_reached` when runs would be nested too deep.
 */
export function requireParent(sql: SqlStorage, runId: string, parentId: string): void {
  for (let at: string | null = parentId, depth = 0; at !== null; depth++) {
    if (at === runId) throw refusal("cycle", "must not be the run itself or one of its children");
    if (depth === RUN_DEPTH_MAX) throw limitReached("run_depth", RUN_DEPTH_MAX);
    const run = readFamily(sql, at);
    if (depth === 0 && (!run || run.deleted_at !== null)) throw refusal("not_found", "must be a run of this workspace that is not deleted");
    at = run?.parent_id ?? null;
  }
}

const refusal = (rule: string, message: string) =>
  new Fault("invalid_request", `body.parent ${message}`, { errors: [{ path: "body.parent", rule, message }] });
