import type { Action, IdKind, OrganizationRole, Plan, WorkspaceRole } from "@cairn/sdk/schema";
import type { Clock } from "../shared/clock.ts";
import type { Settings } from "../shared/settings.ts";
import type { Db } from "./db.ts";

/** What every verb of the control plane may use: one per request, message or cron run. */
export interface RequestCtx {
  env: Env;
  settings: Settings;
  db: Db;
  clock: Clock;
  requestId: string;
  ip: string | null;
  /** Where the address is, as two letters (ISO 3166-1). */
  country: string | null;
  userAgent: string | null;
  /** Organizations in whose name audit rows were written: their events are handed on when the work is over. */
  changedOrgs: Set<string>;
  /** People in all of whose organizations such rows were written. */
  changedMembers: Set<string>;
  /** A new id. Under an idempotency key the first one is the same at every try, so that a retry finds what the first try made. */
  newId(kind: IdKind): string;
  waitUntil(promise: Promise<unknown>): void;
}

/** Who is calling, as proven by a credential, and what that credential is cut down to. */
export interface Caller {
  actor: { type: "user" | "service_account"; id: string; name: string };
  credential: { kind: "session" | "token" | "key"; id: string; expiresAt: number | null };
  /** null: any organization the actor belongs to. */
  orgId: string | null;
  /** null: any workspace the actor may see. */
  workspaceIds: readonly string[] | null;
  /** null: whatever the actor's role allows. */
  actions: readonly Action[] | null;
}

export interface CallerCtx extends RequestCtx {
  caller: Caller;
}

/** Only control/access makes one, after the permission was checked: holding it is the proof. */
export interface OrgCtx extends CallerCtx {
  org: { id: string; slug: string; name: string; demo: boolean; createdAt: number; plan: Plan };
  role: OrganizationRole;
}

/** Only control/access makes one; the workspace's object is reached with it and with nothing else. */
export interface WorkspaceCtx extends OrgCtx {
  workspace: { id: string; slug: string; name: string; createdAt: number };
  workspaceRole: WorkspaceRole;
}
