import type { CairnEvent } from "@cairn/sdk/schema";
import { noteLog } from "../../control/audit/archive/store.ts";
import { sealAudit } from "../../control/audit/chain/seal.ts";
import { listAuditAfter } from "../../control/audit/store.ts";
import type { RequestCtx } from "../../control/context.ts";
import { eventOf } from "../../control/outbox/event.ts";
import { sendOrganizationEvents } from "../../control/outbox/send.ts";
import { moveDoneTo, readDoneTo } from "../../control/outbox/store.ts";
import { readWorkspaceOwner } from "../../control/workspaces/store.ts";
import { faultOf } from "../../shared/errors.ts";
import { confirmOutbox, readOutbox } from "../../workspace/stub.ts";
import type { EventMessage } from "../messages.ts";

/** Audit rows that one message hands on; with more, it sends another one. */
export const ROWS_PER_MESSAGE = 200;

/** Events that somebody is owed, and how to say that everybody who is to hear of them has stored them. */
export interface Owed {
  orgId: string;
  events: readonly CairnEvent[];
  confirm(): Promise<void>;
}

/** Reads what a message stands for; null when there is nothing left of it. */
export const readOwed = (ctx: RequestCtx, message: EventMessage): Promise<Owed | null> =>
  message.type === "workspace.events" ? ofWorkspace(ctx, message) : ofOrganization(ctx, message.orgId);

async function ofWorkspace(ctx: RequestCtx, message: EventMessage & { type: "workspace.events" }): Promise<Owed | null> {
  const { workspaceId, first, last } = message;
  const orgId = await ownerOf(ctx, workspaceId);
  if (orgId === null) return null;
  try {
    const events = (await readOutbox(ctx.env, workspaceId, { first, last })).map(
      ({ sequence: _, ...event }) => ({ ...event, organization_id: orgId, workspace_id: workspaceId }) as CairnEvent,
    );
    const confirm = async () => {
      await noteLog(ctx.db, { orgId, log: workspaceId, position: last });
      await confirmOutbox(ctx.env, workspaceId, { first, last });
    };
    return { orgId, events, confirm };
  } catch (error) {
    if (faultOf(error)?.code === "not_found") return null;
    throw error;
  }
}

/** Kept by the isolate: a workspace never moves to another organization. */
const owners = new Map<string, string>();
const OWNERS_MAX = 10_000;

async function ownerOf(ctx: RequestCtx, workspaceId: string): Promise<string | null> {
  const known = owners.get(workspaceId);
  if (known !== undefined) return known;
  const orgId = await readWorkspaceOwner(ctx.db, workspaceId);
  if (orgId !== null && owners.size < OWNERS_MAX) owners.set(workspaceId, orgId);
  return orgId;
}

async function ofOrganization(ctx: RequestCtx, orgId: string): Promise<Owed | null> {
  const after = await readDoneTo(ctx.db, orgId);
  const rows = await listAuditAfter(ctx.db, { orgId, after, take: ROWS_PER_MESSAGE });
  const doneTo = rows.at(-1)?.sequence;
  if (doneTo === undefined) return null;
  const confirm = async () => {
    // Whatever was not confirmed is named again, so no row stays without its place in the chain.
    await sealAudit(ctx, orgId);
    await moveDoneTo(ctx.db, { orgId, doneTo, now: ctx.clock.now() });
    if (rows.length === ROWS_PER_MESSAGE) await sendOrganizationEvents(ctx, [orgId]);
  };
  return { orgId, events: rows.flatMap((row) => eventOf(row) ?? []), confirm };
}
