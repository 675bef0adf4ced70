import type { RequestCtx } from "../control/context.ts";
import { count, flushSometimes } from "../operations/meters.ts";
import { errorFields, log } from "../shared/log.ts";
import { jobCtx } from "./context.ts";
import { JobMessage } from "./messages.ts";
import { retryDelayS } from "./retry-delay.ts";
import { purgeWorkspace } from "./workspace-purge/run.ts";
import { sendPurges } from "./workspace-purge/send.ts";

/** Handles each message of a batch by itself, so that one that fails does not bring back the others. */
export async function consume(batch: MessageBatch<unknown>, env: Env, execution: Pick<ExecutionContext, "waitUntil">): Promise<void> {
  for (const message of batch.messages) await consumeOne(message, jobCtx(env, execution, message.id));
  flushSometimes(env, (promise) => execution.waitUntil(promise));
}

async function consumeOne(message: Message<unknown>, ctx: RequestCtx): Promise<void> {
  const started = performance.now();
  const line = { msg: "message", request_id: ctx.requestId, attempts: message.attempts };
  const parsed = JobMessage.safeParse(message.body);
  if (!parsed.success) {
    // A later deploy may know it; if none does, it ends in the dead-letter queue, where it can be read.
    count("cairn_queue_messages_total", { type: "unknown", outcome: "retry" });
    log({ level: "error", ...line, outcome: "unknown message" });
    message.retry({ delaySeconds: retryDelayS(message.attempts) });
    return;
  }
  const { type } = parsed.data;
  try {
    const outcome = await runJob(ctx, parsed.data);
    message.ack();
    count("cairn_queue_messages_total", { type, outcome: "done" });
    log({ level: "info", ...line, type, outcome, ms: Math.round(performance.now() - started) });
  } catch (error) {
    const delaySeconds = retryDelayS(message.attempts);
    message.retry({ delaySeconds });
    count("cairn_queue_messages_total", { type, outcome: "retry" });
    log({ level: "error", ...line, type, outcome: "retry", delay_s: delaySeconds, ...errorFields(error) });
  }
}

async function runJob(ctx: RequestCtx, message: JobMessage): Promise<string> {
  const outcome = await purgeWorkspace({ ctx, input: message });
  if (outcome === "more") await sendPurges(ctx, [message]);
  return outcome;
}
