import type { RequestCtx } from "../control/context.ts";
import { sendChanges } from "../control/outbox/send.ts";
import { count, flushSometimes } from "../operations/meters.ts";
import { errorFields, log } from "../shared/log.ts";
import { archiveLog } from "./audit-archive/run.ts";
import { sendArchives } from "./audit-archive/send.ts";
import { dropOldAudit } from "./audit-retention/run.ts";
import { jobCtx } from "./context.ts";
import { handOn } from "./events/hand-on.ts";
import { type EventMessage, JobMessage } from "./messages.ts";
import { sendOutgoing } from "./outgoing/send.ts";
import { retryDelayS } from "./retry-delay.ts";
import { purgeWorkspace } from "./workspace-purge/run.ts";
import { sendPurges } from "./workspace-purge/send.ts";

type Execution = Pick<ExecutionContext, "waitUntil">;
type Job = Exclude<JobMessage, EventMessage>;

/** Handles the messages of a batch: those of events together, each other one by itself. One that fails does not bring back the others. */
export async function consume(batch: MessageBatch<unknown>, env: Env, execution: Execution): Promise<void> {
  const events: { message: Message<unknown>; body: EventMessage }[] = [];
  for (const message of batch.messages) {
    const parsed = JobMessage.safeParse(message.body);
    if (!parsed.success) {
      // A later deploy may know it; if none does, it ends in the dead-letter queue, where it can be read.
      count("cairn_queue_messages_total", { type: "unknown", outcome: "retry" });
      log({ level: "error", msg: "message", request_id: message.id, attempts: message.attempts, outcome: "unknown message" });
      message.retry({ delaySeconds: retryDelayS(message.attempts) });
    } else if (isOfEvents(parsed.data)) events.push({ message, body: parsed.data });
    else await consumeOne(message, parsed.data, jobCtx(env, execution, message.id));
  }
  if (events[0]) await consumeEvents(events, jobCtx(env, execution, events[0].message.id));
  flushSometimes(env, (promise) => execution.waitUntil(promise));
}

const isOfEvents = (message: JobMessage): message is EventMessage => message.type.endsWith(".events");

async function consumeEvents(messages: readonly { message: Message<unknown>; body: EventMessage }[], ctx: RequestCtx): Promise<void> {
  const started = performance.now();
  const outcomes = await handOn(
    ctx,
    messages.map(({ body }) => body),
  );
  let failed = 0;
  for (const { message, body } of messages) {
    const error = outcomes.get(body) ?? null;
    if (error === null) {
      message.ack();
      count("cairn_queue_messages_total", { type: body.type, outcome: "done" });
      continue;
    }
    failed++;
    // What is owed is written down where it happened, and sent again from there: the queue's own tries only make it sooner.
    count("cairn_queue_messages_total", { type: body.type, outcome: "retry" });
    message.retry({ delaySeconds: retryDelayS(message.attempts) });
    log({ level: "error", msg: "message", request_id: ctx.requestId, type: body.type, outcome: "retry", ...errorFields(error) });
  }
  const ms = Math.round(performance.now() - started);
  log({ level: "info", msg: "events", request_id: ctx.requestId, messages: messages.length, failed, ms });
}

async function consumeOne(message: Message<unknown>, job: Job, ctx: RequestCtx): Promise<void> {
  const started = performance.now();
  const line = { msg: "message", request_id: ctx.requestId, attempts: message.attempts, type: job.type };
  try {
    const outcome = await runJob(ctx, job);
    message.ack();
    count("cairn_queue_messages_total", { type: job.type, outcome: "done" });
    log({ level: "info", ...line, outcome, ms: Math.round(performance.now() - started) });
  } catch (error) {
    const delaySeconds = retryDelayS(message.attempts);
    message.retry({ delaySeconds });
    count("cairn_queue_messages_total", { type: job.type, outcome: "retry" });
    log({ level: "error", ...line, outcome: "retry", delay_s: delaySeconds, ...errorFields(error) });
  }
  sendChanges(ctx);
}

async function runJob(ctx: RequestCtx, message: Job): Promise<string> {
  if (message.type === "outgoing.send") return sendOutgoing(ctx, message.ids);
  if (message.type === "audit.drop") {
    await dropOldAudit({ ctx, orgId: message.orgId });
    return "done";
  }
  if (message.type === "audit.archive") {
    const outcome = await archiveLog({ ctx, input: message });
    if (outcome === "more") await sendArchives(ctx, [message]);
    return outcome;
  }
  const outcome = await purgeWorkspace({ ctx, input: message });
  if (outcome === "more") await sendPurges(ctx, [message]);
  return outcome;
}
