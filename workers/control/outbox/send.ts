import { errorFields, log } from "../../shared/log.ts";
import type { RequestCtx } from "../context.ts";
import { listOrganizationsOf } from "./store.ts";

/** Most messages that one call to a queue may hold (limit of the platform). */
const BATCH_MAX = 100;
/** People whose organizations are looked up at once: what one statement may bind. Ours is one, save when a provider ends many sessions. */
const PEOPLE_MAX = 90;

/**
 * Says that organizations have events to hand on. Never throws: their audit rows are what counts, and cron says it again for each that
 * waits.
 */
export async function sendOrganizationEvents(ctx: Pick<RequestCtx, "env" | "requestId">, orgIds: Iterable<string>): Promise<void> {
  const all = [...orgIds];
  try {
    for (let i = 0; i < all.length; i += BATCH_MAX)
      await ctx.env.EVENTS.sendBatch(
        all.slice(i, i + BATCH_MAX).map((orgId) => ({ body: { v: 1, type: "organization.events", orgId } as const })),
      );
  } catch (error) {
    log({ level: "warn", msg: "events not queued", request_id: ctx.requestId, count: all.length, ...errorFields(error) });
  }
}

/** Says it for all organizations in whose name the work at hand wrote audit rows, once it is over. */
export function sendChanges(ctx: RequestCtx): void {
  const orgs = [...ctx.changedOrgs];
  const people = [...ctx.changedMembers].slice(0, PEOPLE_MAX);
  if (orgs.length + people.length === 0) return;
  ctx.changedOrgs.clear();
  ctx.changedMembers.clear();
  ctx.waitUntil(people.length === 0 ? sendOrganizationEvents(ctx, orgs) : sendForPeople(ctx, orgs, people));
}

async function sendForPeople(ctx: RequestCtx, orgs: readonly string[], people: readonly string[]): Promise<void> {
  let theirs: string[] = [];
  try {
    theirs = await listOrganizationsOf(ctx.db, people);
  } catch (error) {
    log({ level: "warn", msg: "events not queued", request_id: ctx.requestId, ...errorFields(error) });
  }
  await sendOrganizationEvents(ctx, new Set([...orgs, ...theirs]));
}
