import type { Cairn } from "../../client.ts";
import { CairnError } from "../../errors.ts";
import { inPieces } from "../../pieces.ts";
import type { WorkspaceOptions } from "../../requester.ts";
import type { LeaseOwner, TaskEvent as StoredEvent } from "../../schema/index.ts";
import type { Json, TaskJson } from "../types.ts";
import type { Owner, TaskEvent, TaskEventType } from "./ledger.ts";
import { formatLine } from "./ledger.ts";
import type { Registry, RegistryClaim } from "./registry.ts";

/** Soon enough said to be away, so that a build does not stand still: in ms, and tries after the first. */
const PATIENCE: WorkspaceOptions = { timeoutMs: 10_000, maxRetries: 2 };
/** Many tasks take longer. */
const REGISTERING: WorkspaceOptions = { timeoutMs: 60_000, maxRetries: 2 };
/** Tasks in one request, and characters of their parameters. */
const REGISTERED_AT_ONCE = {
  maxCount: 10_000,
  maxWeight: 4 * 1024 * 1024,
  weigh: ({ params, dependencies }: TaskJson) => JSON.stringify(params).length + dependencies.length * 70,
};

/** The workspace of a client as the registry of its builds. */
export function registryOf(cairn: Cairn): Registry {
  const { tasks, builds } = cairn;
  const invalidate = async (taskId: string, reason: Json | undefined): Promise<void> => {
    try {
      await tasks.invalidate(taskId, typeof reason === "string" ? { reason } : {}, PATIENCE);
    } catch (error) {
      // The workspace never heard of it, so it has nothing to take back.
      if (!CairnError.isCairnError(error, "not_found")) throw error;
    }
  };
  return {
    async claim(taskId, { owner, build, force, leaseS }) {
      const { items } = await tasks.acquire(
        { owner: ownerWords(owner), tasks: [taskId], force, ttl_s: leaseS, ...(build === undefined ? {} : { build }) },
        PATIENCE,
      );
      return claimOf(items[0]);
    },
    async renew(token, leaseS) {
      const { items } = await tasks.renew({ tokens: [token], ttl_s: leaseS }, PATIENCE);
      return { isHeld: items[0]?.outcome === "renewed", isCancelled: items[0]?.is_cancelled ?? false };
    },
    async release(token) {
      await tasks.release(token, PATIENCE);
    },
    async append(build, events) {
      // That an output was taken back is not reported but done there too.
      for (const { type, task, data } of events) if (type === "invalidated") await invalidate(task, data?.reason);
      const words = events.filter(({ type }) => type !== "invalidated").map(eventWords);
      if (words.length === 0) return { isCancelled: false };
      const { build_status } = build === null ? await tasks.report(words, PATIENCE) : await builds.report(build, words, PATIENCE);
      return { isCancelled: build_status === "cancelled" };
    },
    async register(all, build) {
      // What is needed comes first, so that no request names what only a later one brings.
      for await (const piece of inPieces(all, REGISTERED_AT_ONCE)) {
        const part = piece.map((task) => ({ ...task, dependencies: [...task.dependencies] }));
        await tasks.register(part as never, { ...REGISTERING, ...(build === null ? {} : { build }) });
      }
    },
    async openBuild({ id, name, description, roots, runner, environment = {} }) {
      const facts = { id, description, roots: roots.slice(0, 1_000), runner, environment, ...(name === null ? {} : { name }) };
      const made = await builds.create(facts, PATIENCE);
      // It was there and had ended: this process goes on with it.
      return made.status === "running" ? made : await builds.resume(id, { environment }, PATIENCE);
    },
    async isCancelled(build) {
      return (await builds.get(build, PATIENCE)).status === "cancelled";
    },
    async finishBuild(build, status) {
      // It ended elsewhere, by hand or because it was cancelled: that stands.
      if (status === "cancelled" && (await this.isCancelled(build))) return;
      await builds.finish(build, { status }, PATIENCE);
    },
    async history(taskId) {
      const found: TaskEvent[] = [];
      try {
        for await (const event of tasks.events(taskId, {}, PATIENCE)) if (isKnown(event)) found.push(eventOf(event));
      } catch (error) {
        if (!CairnError.isCairnError(error, "not_found")) throw error;
      }
      return found;
    },
    async writeLog(taskId, attempt, first, lines) {
      await tasks.log(
        taskId,
        { attempt, first, lines: lines.map(({ level, text, atMs }) => ({ at: Math.round(atMs), level, text })) },
        PATIENCE,
      );
    },
    async readLog(taskId, attempt) {
      let text = "";
      for await (const line of tasks.lines(taskId, { attempt }, PATIENCE))
        text += formatLine({ level: line.level, text: line.text, atMs: line.at });
      return text === "" ? null : text;
    },
    async saveReport(taskId, attempt, { name, format, text }) {
      const about = attempt === null ? {} : { attempt };
      if (format === "markdown") await tasks.putAsset(taskId, name, { kind: "markdown", content: text, ...about }, PATIENCE);
      else await tasks.putAsset(taskId, name, { kind: "json", content: JSON.parse(text), ...about }, PATIENCE);
    },
    async reports(taskId) {
      const { assets } = await tasks.get(taskId, PATIENCE);
      return Promise.all(
        assets.map(async ({ name, kind }) => {
          const { content } = await tasks.asset(taskId, name, PATIENCE);
          return { name, format: kind, text: typeof content === "string" && kind === "markdown" ? content : JSON.stringify(content) };
        }),
      );
    },
  };
}

const ownerWords = ({ host, pid, session }: Owner): LeaseOwner => ({ host, pid, name: session });

function claimOf(answer: Awaited<ReturnType<Cairn["tasks"]["acquire"]>>["items"][number] | undefined): RegistryClaim {
  if (answer?.outcome === "acquired" && answer.token !== null && answer.attempt !== null) {
    return { outcome: "acquired", token: answer.token, attempt: answer.attempt };
  }
  if (answer?.outcome === "complete") return { outcome: "complete" };
  if (answer?.outcome === "held" && answer.holder) {
    const { owner, token, attempt } = answer.holder;
    return { outcome: "held", token, attempt, owner: { host: owner.host, pid: owner.pid, session: owner.name ?? "" } };
  }
  return { outcome: "limit" };
}

function eventWords({ type, task, at, key, attempt, token, host, pid, error, output, resources, dependencies, data }: TaskEvent) {
  const isLeased = token !== undefined;
  return {
    type: type as Exclude<TaskEventType, "invalidated">,
    task,
    at,
    key: `${task.slice(0, 16)}.${key}`.slice(0, 100),
    ...(isLeased ? { token } : {}),
    ...(!isLeased && attempt !== undefined ? { attempt } : {}),
    ...(type === "started" && !isLeased && host !== undefined ? { owner: { host, pid: pid ?? 0 } } : {}),
    ...(error ? { error } : {}),
    ...(output ? { output } : {}),
    ...(resources ? { resources } : {}),
    ...(dependencies ? { dependencies: [...dependencies] } : {}),
    ...(data ? { data } : {}),
  };
}

const KNOWN = new Set<string>([
  "reused",
  "queued",
  "waiting",
  "started",
  "suspended",
  "resumed",
  "checkpointed",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
  "preempted",
  "crashed",
  "invalidated",
]);
const isKnown = ({ type }: StoredEvent): boolean => KNOWN.has(type);

function eventOf({ type, task, at, sequence, build, attempt, owner, data }: StoredEvent): TaskEvent {
  const { error, output, resources, dependencies } = data as Partial<Pick<TaskEvent, "error" | "output" | "resources" | "dependencies">>;
  return {
    type: type as TaskEventType,
    task,
    at,
    key: String(sequence),
    ...(build === null ? {} : { build }),
    ...(attempt === null ? {} : { attempt }),
    ...(owner ? { host: owner.host, pid: owner.pid } : {}),
    ...(error ? { error } : {}),
    ...(output ? { output } : {}),
    ...(resources ? { resources } : {}),
    ...(dependencies ? { dependencies } : {}),
  };
}
