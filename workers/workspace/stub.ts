import type { WorkspaceEvent } from "@cairn/sdk/schema";
import type { WorkspaceCtx } from "../control/context.ts";
import { type Answer, unwrap } from "../shared/answer.ts";
import { log } from "../shared/log.ts";
import { withRetries } from "../shared/retry.ts";
import type { SubjectFacts } from "./comments/facts.ts";
import { type Call, systemCall } from "./context.ts";
import type { TrailEntry } from "./events/trail.ts";
import { makeLiveRequest } from "./live/upgrade.ts";
import type { Workspace } from "./object.ts";
import type { EventRange } from "./outbox/store.ts";
import type { UsageQuestion, WorkspaceUsage } from "./usage/read.ts";

/** Methods that verbs of other areas may call, by what they take and answer. */
type Verb = {
  [M in keyof Workspace]: Workspace[M] extends (call: Call, input: infer _I) => unknown ? M : never;
}[Exclude<
  keyof Workspace,
  | keyof DurableObject
  | "__DURABLE_OBJECT_BRAND"
  | "destroy"
  | "socketsEnd"
  | "inboxTell"
  | "subjectFacts"
  | "outboxRead"
  | "outboxConfirm"
  | "trailRead"
  | "usageRead"
>];
type Input<V extends Verb> = Parameters<Workspace[V]>[1];
type Output<V extends Verb> = Awaited<ReturnType<Workspace[V]>> extends Answer<infer T> ? T : never;

/** Whether a call may be made twice: most carry their own ids, sequence numbers or target states. */
const MAY_REPEAT: Record<Verb, boolean> = {
  experimentCreate: true,
  experimentGet: true,
  experimentList: true,
  experimentUpdate: true,
  namespaceList: true,
  runCreate: true,
  runGet: true,
  runList: true,
  runSearch: true,
  runGroups: true,
  runFields: true,
  runValues: true,
  runStats: true,
  runUpdate: true,
  // A second delete finds nothing to delete.
  runDelete: false,
  runRestore: true,
  runStart: true,
  runBulk: true,
  runLog: true,
  runHeartbeat: true,
  runFinish: true,
  runHistory: true,
  viewList: true,
  viewCreate: true,
  viewGet: true,
  viewUpdate: true,
  // A second delete finds nothing and would say so.
  viewDelete: false,
  commentList: true,
  commentCreate: true,
  commentUpdate: true,
  // A second delete finds nothing and would say so.
  commentDelete: false,
  runPoints: true,
  curveRanges: true,
  curveQuery: true,
  eventList: true,
  trailSearch: true,
  lineRead: true,
  lineText: true,
  lineSearch: true,
  artifactList: true,
  artifactFind: true,
  artifactCommit: true,
  // A second one finds nothing to delete.
  artifactDelete: false,
  mediaList: true,
  mediaFind: true,
  blobMissing: true,
  blobBegin: true,
  blobEnd: true,
  uploadOpen: true,
  uploadGet: true,
  uploadFind: true,
  uploadPart: true,
  uploadForgetParts: true,
  uploadChecked: true,
  uploadEnd: true,
  uploadFail: true,
  // A second one finds no upload.
  uploadAbort: false,
  taskRegister: true,
  // The same owner gets its own lease again.
  taskLeaseAcquire: true,
  taskLeaseRenew: true,
  taskLeaseRelease: true,
  taskLeaseList: true,
  // An event that has no key would be taken, or refused, twice.
  taskReport: false,
  taskList: true,
  taskGet: true,
  taskEventList: true,
  taskSettingsGet: true,
  taskSettingsPut: true,
  taskUpdate: true,
  // A second delete finds nothing to delete.
  taskDelete: false,
  taskRestore: true,
  taskInvalidate: true,
  taskOverride: true,
  taskRelativeList: true,
  taskGraph: true,
  taskExplain: true,
  taskExplainNew: true,
  taskAssetPut: true,
  taskAssetGet: true,
  taskAssetList: true,
  taskLineAppend: true,
  taskLineRead: true,
  taskStats: true,
  taskUsage: true,
  taskLookup: true,
  taskFields: true,
  taskValues: true,
  taskTypeDeclare: true,
  taskTypeList: true,
  taskTypeGraph: true,
  taskCollect: true,
  taskExportPlan: true,
  taskExportRead: true,
  taskImport: true,
  buildCreate: true,
  buildList: true,
  buildGet: true,
  buildUpdate: true,
  buildFinish: true,
  buildCancel: true,
  buildResume: true,
  buildOverride: true,
  buildTaskList: true,
  buildGraph: true,
};

export interface WorkspaceClient {
  /** Runs a verb in the workspace. Throws the Faults that the verb throws, and what `isRetryable` knows when the object stays away. */
  call<V extends Verb>(verb: V, input: Input<V>): Promise<Output<V>>;
  /** Opens a live socket for the caller: the 101 answer. Throws `not_found`, `limit_reached`. */
  openLive(): Promise<Response>;
}

/** The one door to a workspace's object: its name comes from a context that only the permission check makes. */
export function workspaceOf(ctx: WorkspaceCtx): WorkspaceClient {
  const { actor, credential } = ctx.caller;
  const call: Call = {
    actor,
    credential: { kind: credential.kind, id: credential.id },
    requestId: ctx.requestId,
    ip: ctx.ip,
    userAgent: ctx.userAgent,
  };
  return {
    call: (verb, input) => {
      const once = () => invoke(ctx.env, ctx.workspace.id, verb, call, input);
      return MAY_REPEAT[verb] ? withRetries(once, RETRY) : once();
    },
    openLive: async () => {
      const request = () => makeLiveRequest({ actorId: actor.id, expiresAt: credential.expiresAt });
      const answer = await withRetries(() => stubOf(ctx.env, ctx.workspace.id).fetch(request()), RETRY);
      if (answer.status === 101) return answer;
      return unwrap(await answer.json<Answer<Response>>());
    },
  };
}

/** Drops the data of a workspace that was deleted; run by the queue, as often as it likes. */
export async function purgeWorkspaceObject(env: Env, workspaceId: string): Promise<void> {
  await withRetries(async () => stubOf(env, workspaceId).destroy(systemCall(crypto.randomUUID())), RETRY);
}

/** Ends an actor's live sockets in a workspace with 4401, after the actor lost access or a credential. */
export async function closeSockets(env: Env, workspaceId: string, actorId: string): Promise<void> {
  await withRetries(async () => stubOf(env, workspaceId).socketsEnd(systemCall(crypto.randomUUID()), { actorId }), RETRY);
}

/** Tells people who have a page of a workspace open how much in their inbox is unread. */
export async function tellInboxes(env: Env, workspaceId: string, counts: readonly { userId: string; unread: number }[]): Promise<void> {
  await withRetries(async () => stubOf(env, workspaceId).inboxTell(systemCall(crypto.randomUUID()), counts), RETRY);
}

/** What has to be known of runs and experiments to tell people of them. Throws `not_found` when the workspace is gone. */
export const readSubjectFacts = (env: Env, workspaceId: string, subjects: readonly string[]): Promise<SubjectFacts[]> =>
  withRetries(async () => unwrap(await ownVerbsOf(env, workspaceId).subjectFacts(systemCall(crypto.randomUUID()), { subjects })), RETRY);

/** The events that a message of the outbox names. Throws `not_found` when the workspace is gone. */
export const readOutbox = (env: Env, workspaceId: string, range: EventRange): Promise<WorkspaceEvent[]> =>
  withRetries(async () => unwrap(await ownVerbsOf(env, workspaceId).outboxRead(systemCall(crypto.randomUUID()), range)), RETRY);

/** Tells a workspace that its events were stored by all who are to hear of them. Throws `not_found` when it is gone. */
export const confirmOutbox = (env: Env, workspaceId: string, range: EventRange): Promise<void> =>
  withRetries(async () => unwrap(await ownVerbsOf(env, workspaceId).outboxConfirm(systemCall(crypto.randomUUID()), range)), RETRY);

/** Events in a row as the audit trail tells them. Throws `not_found` when the workspace is gone. */
export const readTrail = (env: Env, workspaceId: string, range: EventRange): Promise<TrailEntry[]> =>
  withRetries(async () => unwrap(await ownVerbsOf(env, workspaceId).trailRead(systemCall(crypto.randomUUID()), range)), RETRY);

/** What a workspace used since a day, and what it holds. Throws `not_found` when it is gone. */
export const readWorkspaceUsage = (env: Env, workspaceId: string, question: UsageQuestion): Promise<WorkspaceUsage> =>
  withRetries(async () => unwrap(await ownVerbsOf(env, workspaceId).usageRead(systemCall(crypto.randomUUID()), question)), RETRY);

const ownVerbsOf = (env: Env, workspaceId: string) =>
  stubOf(env, workspaceId) as unknown as {
    subjectFacts(call: Call, input: { subjects: readonly string[] }): Promise<Answer<SubjectFacts[]>>;
    outboxRead(call: Call, range: EventRange): Promise<Answer<WorkspaceEvent[]>>;
    outboxConfirm(call: Call, range: EventRange): Promise<Answer<void>>;
    trailRead(call: Call, range: EventRange): Promise<Answer<TrailEntry[]>>;
    usageRead(call: Call, input: UsageQuestion): Promise<Answer<WorkspaceUsage>>;
  };

const RETRY = { wait: (ms: number) => scheduler.wait(ms), random: Math.random };

/** A new stub for every try: one that has thrown stays broken. */
const stubOf = (env: Env, workspaceId: string) => env.WORKSPACE.get(env.WORKSPACE.idFromName(workspaceId));

/** The runtime's types know no RPC for results that hold `unknown`; the class says the same, so its own types are used. */
async function invoke<V extends Verb>(env: Env, workspaceId: string, verb: V, call: Call, input: Input<V>): Promise<Output<V>> {
  const stub = stubOf(env, workspaceId) as unknown as Record<V, (call: Call, input: Input<V>) => Promise<Answer<Output<V>>>>;
  const started = performance.now();
  const answer = await stub[verb](call, input);
  log({
    level: "debug",
    msg: "call",
    request_id: call.requestId,
    workspace: workspaceId,
    verb,
    ms: Math.round(performance.now() - started),
  });
  return unwrap(answer);
}
