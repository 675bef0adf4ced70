import type { TaskChanges } from "../tasks/change.ts";

/** Notes that a build is alive; one that was interrupted goes on by that. */
export function touchBuild(changes: TaskChanges, number: number): void {
  const build = changes.build(number);
  const { row } = build;
  if (row.heartbeat_at < changes.now) build.set({ heartbeat_at: changes.now });
  if (row.status === "interrupted") resume(changes, number);
}

/** Lets a build that ended go on. */
export function resume(changes: TaskChanges, number: number): void {
  const build = changes.build(number);
  const { id, name, status, resumed } = build.row;
  build.set({ status: "running", resumed: resumed + 1, finished_at: null, error: null, overridden: null, heartbeat_at: changes.now });
  changes.emit({
    type: "build.resumed",
    subject: { type: "build", id },
    data: { number, name, from: status as "failed" },
  });
}
