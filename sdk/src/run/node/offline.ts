import type { CreateRunInput } from "../../inputs.ts";
import type { RunDetail } from "../../schema/index.ts";

/** What is known of a run that no server has seen. */
export function offlineDetail(create: CreateRunInput): RunDetail {
  const { id = "", name = id.slice(-12), experiment, group = null, parent = null, notes = "", environment = {} } = create;
  const at = create.started_at ?? new Date().toISOString();
  return {
    id,
    number: 0,
    name,
    status: "running",
    experiment: { id: "", name: experiment },
    group,
    parent_id: parent,
    attempt: 1,
    params: create.params ?? {},
    tags: create.tags ?? {},
    summary: {},
    metrics: {},
    created_by: { type: "", id: "", name: "" },
    created_at: at,
    started_at: at,
    finished_at: null,
    heartbeat_at: at,
    archived_at: null,
    deleted_at: null,
    error: null,
    host: environment.host ?? null,
    user: environment.user ?? null,
    commit: environment.git?.commit ?? null,
    has_diff: environment.git?.dirty ?? false,
    notes,
    inputs: [],
    outputs: [],
    environment,
    parent: null,
    child_count: 0,
    comment_count: 0,
    line_count: 0,
    artifact_count: 0,
    artifact_bytes: 0,
    purge_at: null,
  };
}
