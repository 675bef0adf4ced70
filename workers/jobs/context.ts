import type { RequestCtx } from "../control/context.ts";
import { openDb } from "../control/db.ts";
import { systemClock } from "../shared/clock.ts";
import { newId } from "../shared/ids.ts";
import { settingsOf } from "../shared/settings.ts";

/** The context of one message or cron run; `requestId` joins its log lines and audit rows. */
export const jobCtx = (env: Env, execution: Pick<ExecutionContext, "waitUntil">, requestId: string): RequestCtx => ({
  env,
  settings: settingsOf(env),
  db: openDb(env.CONTROL),
  clock: systemClock,
  requestId,
  ip: null,
  country: null,
  userAgent: null,
  changedOrgs: new Set(),
  changedMembers: new Set(),
  newId: (kind) => newId(kind, systemClock.now()),
  waitUntil: (promise) => execution.waitUntil(promise),
});
