import { listLogsToStore } from "../control/audit/archive/store.ts";
import { flushRefusals } from "../control/audit/refusals/record.ts";
import { pruneIdempotencyKeys } from "../control/idempotency/index.ts";
import { sendChanges, sendOrganizationEvents } from "../control/outbox/send.ts";
import { listWaiting } from "../control/outbox/store.ts";
import { dropFormerSecrets } from "../control/webhooks/store.ts";
import { listToPurge } from "../control/workspaces/store.ts";
import { checkAll } from "../operations/checks.ts";
import { count, flushSometimes } from "../operations/meters.ts";
import { operationsOf } from "../operations/stub.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../shared/clock.ts";
import { errorFields, log } from "../shared/log.ts";
import { sendArchives } from "./audit-archive/send.ts";
import { sendDrops } from "./audit-retention/send.ts";
import { jobCtx } from "./context.ts";
import { tellExpiring } from "./notifications/expiring.ts";
import { sendDue } from "./outgoing/due.ts";
import { pruneNotifications, pruneSignIns } from "./prune.ts";
import { sendPurges } from "./workspace-purge/send.ts";

/** A tombstone's own message gets so long before cron sends another. */
export const PURGE_RESEND_MS = 5 * MINUTE_MS;
/** A message that fails is tried again by the queue for over an hour, so others are added seldom. */
export const PURGE_SWEEP_EVERY_MS = 10 * MINUTE_MS;
/** Events of an organization get so long before cron says again that they wait. */
export const EVENTS_RESEND_MS = MINUTE_MS;
/** Organizations said again in one run. */
const ORGANIZATIONS_PER_RUN = 1_000;
/** Logs that are written to R2 in one run. */
const LOGS_PER_RUN = 2_000;
/** Tombstones sent again in one run. */
const PURGES_PER_RUN = 100;

/**
 * One run of cron, each minute: it notes how the parts of the system are and says again which organizations have events to hand on and
 * which messages to people wait; every ten minutes it sends again for workspaces that wait to be cleared, every hour it drops what has
 * outlived its use and tells of keys that are about to end. A task that fails is logged and does not keep the others from running.
 */
export async function runCron(
  controller: Pick<ScheduledController, "scheduledTime">,
  env: Env,
  execution: Pick<ExecutionContext, "waitUntil">,
): Promise<void> {
  const ctx = jobCtx(env, execution, `cron-${controller.scheduledTime}`);
  const isDue = (everyMs: number) => controller.scheduledTime % everyMs < MINUTE_MS;
  const tasks: Record<string, () => Promise<void>> = {
    refusals: () => flushRefusals(ctx),
    checks: async () => void (await operationsOf(env).recordChecks(await checkAll(ctx), controller.scheduledTime)),
    events: async () => {
      const before = ctx.clock.now() - EVENTS_RESEND_MS;
      await sendOrganizationEvents(ctx, await listWaiting(ctx.db, { before, take: ORGANIZATIONS_PER_RUN }));
    },
    outgoing: () => sendDue(ctx),
  };
  if (isDue(PURGE_SWEEP_EVERY_MS))
    tasks.purges = async () => {
      const before = ctx.clock.now() - PURGE_RESEND_MS;
      await sendPurges(ctx, await listToPurge(ctx.db, { before, take: PURGES_PER_RUN }));
    };
  if (isDue(DAY_MS)) tasks.retention = () => sendDrops(ctx);
  if (isDue(HOUR_MS)) {
    tasks.archives = async () => sendArchives(ctx, await listLogsToStore(ctx.db, LOGS_PER_RUN));
    tasks.idempotency = () => pruneIdempotencyKeys(ctx);
    tasks.sign_ins = () => pruneSignIns(ctx);
    tasks.secrets = () => dropFormerSecrets(ctx.db, ctx.clock.now());
    tasks.expiring = () => tellExpiring(ctx);
    tasks.notifications = () => pruneNotifications(ctx);
  }
  for (const [task, run] of Object.entries(tasks)) {
    try {
      await run();
      count("cairn_cron_tasks_total", { task, outcome: "done" });
    } catch (error) {
      count("cairn_cron_tasks_total", { task, outcome: "failed" });
      log({ level: "error", msg: "cron task failed", request_id: ctx.requestId, task, ...errorFields(error) });
    }
  }
  sendChanges(ctx);
  flushSometimes(env, ctx.waitUntil);
}
