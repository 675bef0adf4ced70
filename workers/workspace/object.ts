import { type Answer, answerOf, answerSoon } from "../shared/answer.ts";
import { systemClock } from "../shared/clock.ts";
import { notFound } from "../shared/errors.ts";
import { newId } from "../shared/ids.ts";
import { log } from "../shared/log.ts";
import { isEarlier } from "./alarm.ts";
import { commitArtifacts } from "./artifacts/commit.ts";
import { deleteArtifact } from "./artifacts/delete.ts";
import { findArtifact, listArtifacts } from "./artifacts/list.ts";
import { beginBlob, endBlob, missingBlobs } from "./blobs/put.ts";
import { LiveBuilds } from "./builds/live.ts";
import { armAlarm, runChores } from "./chores.ts";
import { createComment } from "./comments/create.ts";
import { deleteComment, updateComment } from "./comments/edit.ts";
import { readSubjectFacts } from "./comments/facts.ts";
import { listComments } from "./comments/list.ts";
import { type Call, systemCall, type VerbCtx, type VerbInput } from "./context.ts";
import { lastSequence, listEvents } from "./events/list.ts";
import { readTrail, searchTrail } from "./events/trail.ts";
import { createExperiment } from "./experiments/create.ts";
import { getExperiment } from "./experiments/get.ts";
import { listExperiments } from "./experiments/list.ts";
import { listNamespaces } from "./experiments/namespaces.ts";
import { updateExperiment } from "./experiments/update.ts";
import { destroyStorage, openStorage } from "./life.ts";
import { LiveSockets } from "./live/sockets.ts";
import { readLiveRequest } from "./live/upgrade.ts";
import { readLines } from "./logs/read.ts";
import { searchLines } from "./logs/search.ts";
import { readLogText } from "./logs/text.ts";
import { findMedia, listMedia } from "./media/list.ts";
import { readHistory } from "./metrics/history.ts";
import { LivePoints } from "./metrics/live.ts";
import { logBatch } from "./metrics/log.ts";
import { readPoints } from "./metrics/points.ts";
import { queryCurves, readRanges } from "./metrics/query.ts";
import { Series } from "./metrics/series.ts";
import { confirmOutbox, readOutbox } from "./outbox/confirm.ts";
import { editRuns } from "./runs/bulk.ts";
import { createRun } from "./runs/create.ts";
import { deleteRun } from "./runs/delete.ts";
import { finishRun } from "./runs/finish.ts";
import { getRun } from "./runs/get.ts";
import { beatRun } from "./runs/heartbeat.ts";
import { restoreRun } from "./runs/restore.ts";
import { startRun } from "./runs/start.ts";
import { updateRun } from "./runs/update.ts";
import { RunColumns } from "./search/columns.ts";
import { readFieldNames } from "./search/fields.ts";
import { groupRuns } from "./search/groups.ts";
import { listRuns } from "./search/list.ts";
import { searchRuns } from "./search/search.ts";
import { countRuns } from "./search/stats.ts";
import { readValues } from "./search/values.ts";
import { RUN, TaskVerbs } from "./tasks/verbs.ts";
import { abortUpload, endPart, endUpload, failUpload, findOpenUpload, forgetParts, noteChecked } from "./uploads/end.ts";
import { getUpload, openUpload } from "./uploads/open.ts";
import { readUsage } from "./usage/read.ts";
import { createView } from "./views/create.ts";
import { getView, listViews } from "./views/list.ts";
import { deleteView, updateView } from "./views/update.ts";

type InputOf<V> = V extends (args: VerbInput<infer I>) => unknown ? I : never;

/**
 * The data of one workspace, named by the workspace's id. Only stub.ts calls it. Every public method can be called from a Worker,
 * so each does nothing but run its verb; everything else is private to the class.
 */
export class Workspace extends TaskVerbs {
  readonly #live: LiveSockets;
  readonly #livePoints: LivePoints;
  readonly #liveBuilds: LiveBuilds;
  readonly #series: Series;
  readonly #columns: RunColumns;
  #destroyed = false;
  /** The alarm as it is set; read once, because asking the storage is asynchronous. */
  #alarmAt: number | null = null;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#live = new LiveSockets(state, systemClock);
    this.#livePoints = new LivePoints(this.#live);
    this.#liveBuilds = new LiveBuilds(this.#live, state.storage.sql);
    this.#columns = new RunColumns({ storage: state.storage, now: () => systemClock.now(), wakeAt: (atMs) => this.#wakeAt(atMs) });
    this.#series = new Series({
      sql: state.storage.sql,
      bucket: env.BLOBS,
      workspaceId: state.id.name ?? "",
      columns: this.#columns,
      now: () => systemClock.now(),
      wakeAt: (atMs) => this.#wakeAt(atMs),
    });
    state.blockConcurrencyWhile(async () => {
      this.#destroyed = !(await openStorage(state.storage, state.id.name, systemClock.now()));
      if (this.#destroyed) return;
      this.#series.wake();
      this.#columns.wake(this.#series.runsWithOpenPoints());
      this.#alarmAt = await state.storage.getAlarm();
      // Also where one is set: an object that died in its alarm may have set one by then that is too late for what it left undone.
      armAlarm(this.#verbCtx(systemCall("wake")));
    });
  }

  experimentCreate(call: Call, input: InputOf<typeof createExperiment>) {
    return this.#run(createExperiment, call, input);
  }
  experimentGet(call: Call, input: InputOf<typeof getExperiment>) {
    return this.#run(getExperiment, call, input);
  }
  experimentList(call: Call, input: InputOf<typeof listExperiments>) {
    return this.#run(listExperiments, call, input);
  }
  experimentUpdate(call: Call, input: InputOf<typeof updateExperiment>) {
    return this.#run(updateExperiment, call, input);
  }

  namespaceList(call: Call, input: InputOf<typeof listNamespaces>) {
    return this.#run(listNamespaces, call, input);
  }

  runCreate(call: Call, input: InputOf<typeof createRun>) {
    return this.#run(createRun, call, input);
  }
  runGet(call: Call, input: InputOf<typeof getRun>) {
    return this.#run(getRun, call, input);
  }
  runList(call: Call, input: InputOf<typeof listRuns>) {
    return this.#run(listRuns, call, input);
  }
  runSearch(call: Call, input: InputOf<typeof searchRuns>) {
    return this.#run(searchRuns, call, input);
  }
  runGroups(call: Call, input: InputOf<typeof groupRuns>) {
    return this.#run(groupRuns, call, input);
  }
  runFields(call: Call, input: InputOf<typeof readFieldNames>) {
    return this.#run(readFieldNames, call, input);
  }
  runValues(call: Call, input: InputOf<typeof readValues>) {
    return this.#run(readValues, call, input);
  }
  runStats(call: Call, input: InputOf<typeof countRuns>) {
    return this.#run(countRuns, call, input);
  }
  runUpdate(call: Call, input: InputOf<typeof updateRun>) {
    return this.#run(updateRun, call, input);
  }
  runDelete(call: Call, input: InputOf<typeof deleteRun>) {
    return this.#run(deleteRun, call, input);
  }
  runRestore(call: Call, input: InputOf<typeof restoreRun>) {
    return this.#run(restoreRun, call, input);
  }

  runStart(call: Call, input: InputOf<typeof startRun>) {
    return this.#run(startRun, call, input);
  }

  runBulk(call: Call, input: InputOf<typeof editRuns>) {
    return this.#run(editRuns, call, input);
  }

  runLog(call: Call, input: InputOf<typeof logBatch>) {
    return this.#run(logBatch, call, input);
  }
  runHeartbeat(call: Call, input: InputOf<typeof beatRun>) {
    return this.#run(beatRun, call, input);
  }
  runFinish(call: Call, input: InputOf<typeof finishRun>) {
    return this.#run(finishRun, call, input);
  }
  runHistory(call: Call, input: InputOf<typeof readHistory>) {
    return this.#run(readHistory, call, input);
  }
  viewList(call: Call, input: InputOf<typeof listViews>) {
    return this.#run(listViews, call, input);
  }
  viewCreate(call: Call, input: InputOf<typeof createView>) {
    return this.#run(createView, call, input);
  }
  viewGet(call: Call, input: InputOf<typeof getView>) {
    return this.#run(getView, call, input);
  }
  viewUpdate(call: Call, input: InputOf<typeof updateView>) {
    return this.#run(updateView, call, input);
  }
  viewDelete(call: Call, input: InputOf<typeof deleteView>) {
    return this.#run(deleteView, call, input);
  }
  commentList(call: Call, input: InputOf<typeof listComments>) {
    return this.#run(listComments, call, input);
  }
  commentCreate(call: Call, input: InputOf<typeof createComment>) {
    return this.#run(createComment, call, input);
  }
  commentUpdate(call: Call, input: InputOf<typeof updateComment>) {
    return this.#run(updateComment, call, input);
  }
  commentDelete(call: Call, input: InputOf<typeof deleteComment>) {
    return this.#run(deleteComment, call, input);
  }
  runPoints(call: Call, input: InputOf<typeof readPoints>) {
    return this.#run(readPoints, call, input);
  }
  curveRanges(call: Call, input: InputOf<typeof readRanges>) {
    return this.#run(readRanges, call, input);
  }
  curveQuery(call: Call, input: InputOf<typeof queryCurves>) {
    return this.#run(queryCurves, call, input);
  }
  eventList(call: Call, input: InputOf<typeof listEvents>) {
    return this.#run(listEvents, call, input);
  }

  subjectFacts(call: Call, input: InputOf<typeof readSubjectFacts>) {
    return this.#run(readSubjectFacts, call, input);
  }
  trailSearch(call: Call, input: InputOf<typeof searchTrail>) {
    return this.#run(searchTrail, call, input);
  }
  trailRead(call: Call, input: InputOf<typeof readTrail>) {
    return this.#run(readTrail, call, input);
  }

  outboxRead(call: Call, input: InputOf<typeof readOutbox>) {
    return this.#run(readOutbox, call, input);
  }
  outboxConfirm(call: Call, input: InputOf<typeof confirmOutbox>) {
    return this.#run(confirmOutbox, call, input);
  }

  lineRead(call: Call, input: InputOf<typeof readLines>) {
    return this.#run(readLines, call, input);
  }
  lineText(call: Call, input: InputOf<typeof readLogText>) {
    return this.#run(readLogText, call, input);
  }
  lineSearch(call: Call, input: InputOf<typeof searchLines>) {
    return this.#run(searchLines, call, input);
  }

  artifactList(call: Call, input: InputOf<typeof listArtifacts>) {
    return this.#run(listArtifacts, call, input);
  }
  artifactFind(call: Call, input: InputOf<typeof findArtifact>) {
    return this.#run(findArtifact, call, input);
  }
  artifactCommit(call: Call, input: InputOf<typeof commitArtifacts>) {
    return this.#run(commitArtifacts, call, input);
  }
  artifactDelete(call: Call, input: InputOf<typeof deleteArtifact>) {
    return this.#run(deleteArtifact, call, input);
  }
  mediaList(call: Call, input: InputOf<typeof listMedia>) {
    return this.#run(listMedia, call, input);
  }
  mediaFind(call: Call, input: InputOf<typeof findMedia>) {
    return this.#run(findMedia, call, input);
  }
  blobMissing(call: Call, input: InputOf<typeof missingBlobs>) {
    return this.#run(missingBlobs, call, input);
  }
  blobBegin(call: Call, input: InputOf<typeof beginBlob>) {
    return this.#run(beginBlob, call, input);
  }
  blobEnd(call: Call, input: InputOf<typeof endBlob>) {
    return this.#run(endBlob, call, input);
  }
  uploadOpen(call: Call, input: InputOf<typeof openUpload>) {
    return this.#run(openUpload, call, input);
  }
  uploadGet(call: Call, input: InputOf<typeof getUpload>) {
    return this.#run(getUpload, call, input);
  }
  uploadFind(call: Call, input: InputOf<typeof findOpenUpload>) {
    return this.#run(findOpenUpload, call, input);
  }
  uploadPart(call: Call, input: InputOf<typeof endPart>) {
    return this.#run(endPart, call, input);
  }
  uploadForgetParts(call: Call, input: InputOf<typeof forgetParts>) {
    return this.#run(forgetParts, call, input);
  }
  uploadChecked(call: Call, input: InputOf<typeof noteChecked>) {
    return this.#run(noteChecked, call, input);
  }
  uploadEnd(call: Call, input: InputOf<typeof endUpload>) {
    return this.#run(endUpload, call, input);
  }
  uploadFail(call: Call, input: InputOf<typeof failUpload>) {
    return this.#run(failUpload, call, input);
  }
  uploadAbort(call: Call, input: InputOf<typeof abortUpload>) {
    return this.#run(abortUpload, call, input);
  }

  usageRead(call: Call, input: InputOf<typeof readUsage>) {
    return this.#run(readUsage, call, input);
  }

  /** Ends the live sockets of an actor who lost access; null: everyone's. */
  socketsEnd(_call: Call, input: { actorId: string | null }): void {
    this.#live.end(input.actorId);
  }

  /** Tells people who have a page open how much in their inbox is unread. */
  inboxTell(_call: Call, input: readonly { userId: string; unread: number }[]): void {
    for (const { userId, unread } of input) this.#live.sendTo(userId, { kind: "inbox", unread });
  }

  /** Drops the workspace for good; again is harmless. */
  async destroy(call: Call): Promise<void> {
    this.#destroyed = true;
    this.#live.end(null);
    await destroyStorage(this.ctx.storage, systemClock.now());
    log({ level: "info", msg: "workspace destroyed", request_id: call.requestId, workspace: this.ctx.id.name });
  }

  /** The live socket (stub.ts). */
  override fetch(request: Request): Response {
    const answer = answerOf(() => {
      if (this.#destroyed) throw notFound("workspace");
      return this.#live.accept({ ...readLiveRequest(request), sequence: lastSequence(this.ctx.storage.sql) });
    });
    return "fault" in answer ? Response.json(answer, { status: 409 }) : new Response(null, { status: 101, webSocket: answer.value });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#live.receive(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#live.closed(socket, code);
  }

  /** Does the chores that are due, and sets the next alarm whatever happens: one that is lost is never set again by itself. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    if (this.#destroyed) return;
    await runChores(this.#verbCtx(systemCall(`alarm-${crypto.randomUUID()}`)));
  }

  override [RUN]<I, O>(verb: (args: VerbInput<I>) => O, call: Call, input: I) {
    return this.#run(verb, call, input);
  }

  #run<I, O>(verb: (args: VerbInput<I>) => O, call: Call, input: I): Answer<Awaited<O>> | Promise<Answer<Awaited<O>>> {
    return answerSoon(() => {
      if (this.#destroyed) throw notFound("workspace");
      return verb({ ctx: this.#verbCtx(call), input });
    });
  }

  #verbCtx(call: Call): VerbCtx {
    const { storage } = this.ctx;
    return {
      ...call,
      storage,
      sql: storage.sql,
      clock: systemClock,
      live: this.#live,
      livePoints: this.#livePoints,
      liveBuilds: this.#liveBuilds,
      workspaceId: this.ctx.id.name ?? "",
      bucket: this.env.BLOBS,
      queue: this.env.EVENTS,
      series: this.#series,
      columns: this.#columns,
      newId: (kind) => newId(kind, systemClock.now()),
      wakeAt: (atMs) => this.#wakeAt(atMs),
    };
  }

  #wakeAt(atMs: number): void {
    if (!isEarlier(atMs, this.#alarmAt)) return;
    this.#alarmAt = atMs;
    // Stored together with the writes before it: nothing was awaited in between.
    this.ctx.waitUntil(this.ctx.storage.setAlarm(atMs));
  }
}
