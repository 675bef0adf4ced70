import { canonicalJson } from "@cairn/sdk/audit";
import type {
  BuildDetail,
  LeaseAnswer,
  LeaseAnswers,
  NewTask,
  NewTaskEvent,
  TaskDetail,
  TaskParams,
  TasksRegistered,
} from "@cairn/sdk/schema";
import { Sha256 } from "../../blobs/sha256.ts";
import type { Place } from "./workspaces.ts";

interface Made extends Partial<Omit<NewTask, "id" | "dependencies">> {
  needs?: readonly NewTask[];
}

/** A task as a client would send it; what it needs is among its parameters. */
export function makeTask({ name = "Train", namespace = "vision", version = "1", params = {}, needs = [], ...more }: Made = {}): NewTask {
  const whole = needs.length === 0 ? params : { ...(params as object), needs: needs.map(({ id }) => ({ $task: id })) };
  const hash = new Sha256();
  hash.update(new TextEncoder().encode(canonicalJson({ name, namespace, params: whole, version })));
  const dependencies = needs.map(({ id }) => id);
  return { id: hash.digest(), name, namespace, version, params: whole as TaskParams, schema_hash: "s1", dependencies, ...more };
}

/** A random parameter, so that a task is no other test's. */
export const salt = () => ({ salt: crypto.randomUUID() });

export const register = ({ owner, base }: Place, tasks: readonly unknown[], build?: string) =>
  owner.json<TasksRegistered>(`${base}/tasks/register${build ? `?build=${build}` : ""}`, { json: { tasks } });

export const startBuild = ({ owner, base }: Place, input: Record<string, unknown> = {}) =>
  owner.json<BuildDetail>(`${base}/builds`, { json: input }, 201);

export const readTask = ({ owner, base }: Place, id: string) => owner.json<TaskDetail>(`${base}/tasks/${id}`);
export const readBuild = ({ owner, base }: Place, id: string) => owner.json<BuildDetail>(`${base}/builds/${id}`);

export const workerOf = (pid: number) => ({ host: "host", pid });

/** Asks for one lease. */
export async function acquire({ owner, base }: Place, task: string, pid: number, more: Record<string, unknown> = {}): Promise<LeaseAnswer> {
  const json = { owner: workerOf(pid), tasks: [task], ...more };
  const { items } = await owner.json<LeaseAnswers>(`${base}/tasks/leases`, { json });
  return items[0] as LeaseAnswer;
}

export const output = (uri: string, size_bytes = 10) => ({ uri, size_bytes, sha256: "0".repeat(64), serializer: "json" });

/** Reports events; answers the response. */
export const report = ({ owner, base }: Place, build: string | null, events: readonly Partial<NewTaskEvent>[]) =>
  owner.fetch(build ? `${base}/builds/${build}/events` : `${base}/tasks/events`, { json: { events } });

/** Computes a task: a lease, and its success. */
export async function compute(place: Place, task: string, more: { build?: string; size?: number } = {}): Promise<LeaseAnswer> {
  const lease = await acquire(place, task, 1, more.build ? { build: more.build } : {});
  const event = { task, type: "succeeded", token: lease.token ?? 0, output: output(`mem:///${task}`, more.size) } as const;
  const response = await report(place, more.build ?? null, [event]);
  if (!response.ok) throw new Error(await response.text());
  return lease;
}
