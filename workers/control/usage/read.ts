import { LimitName, type OrganizationUsage, type UsageLimit, type UsageQuery, type WorkspaceUsage } from "@cairn/sdk/schema";
import { monthOf, timestamp } from "../../shared/clock.ts";
import type { Used } from "../../usage/month.ts";
import { readUsage } from "../../usage/stub.ts";
import type { OrgCtx, WorkspaceCtx } from "../context.ts";
import { daysOf } from "./days.ts";
import { dayText, rangeOf } from "./range.ts";
import { countMembers, listAllWorkspaces } from "./store.ts";

/** What a workspace used, day by day. Throws `invalid_request`. */
export async function readWorkspaceUsage({ ctx, input }: { ctx: WorkspaceCtx; input: UsageQuery }): Promise<WorkspaceUsage> {
  const { id } = ctx.workspace;
  const range = rangeOf(input, ctx.clock.now());
  const read = await readUsage(ctx.env, ctx.org.id, { ...range, workspaces: [id], only: id });
  return { from: dayText(range.from), to: dayText(range.to), ...daysOf(read, range) };
}

/** What an organization used, day by day and by workspace, and how much of its plan. Throws `invalid_request`. */
export async function readOrganizationUsage({ ctx, input }: { ctx: OrgCtx; input: UsageQuery }): Promise<OrganizationUsage> {
  const now = ctx.clock.now();
  const range = rangeOf(input, now);
  const all = await listAllWorkspaces(ctx.db, ctx.org.id);
  const living = all.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id);
  const read = await readUsage(ctx.env, ctx.org.id, { ...range, workspaces: living, only: null });
  const rowsOf = Map.groupBy(read.rows, ({ workspace }) => workspace);
  const heldOf = Map.groupBy(read.heldBefore, ({ workspace }) => workspace);
  return {
    from: dayText(range.from),
    to: dayText(range.to),
    ...daysOf(read, range),
    plan: ctx.org.plan.name,
    limits: limitsOf(ctx, read.used, await membersIfLimited(ctx, now)),
    workspaces: all
      .filter(({ id, deletedAt }) => deletedAt === null || rowsOf.has(id))
      .map(({ id, name, slug, deletedAt }) => {
        const { totals, bytes } = daysOf({ rows: rowsOf.get(id) ?? [], heldBefore: heldOf.get(id) ?? [] }, range);
        return { id, name, slug, is_deleted: deletedAt !== null, totals, bytes };
      }),
  };
}

const membersIfLimited = ({ db, org }: OrgCtx, now: number): Promise<number> | number =>
  org.plan.limits.members === undefined ? 0 : countMembers(db, { orgId: org.id, now });

function limitsOf({ org, clock }: OrgCtx, used: Used, members: number): UsageLimit[] {
  const all = { ...used, members };
  const nextMonth = timestamp(monthOf(monthOf(clock.now()) + MORE_THAN_A_MONTH_MS));
  return LimitName.options.flatMap((name) => {
    const value = org.plan.limits[name];
    if (value === undefined) return [];
    return [{ name, value, used: all[name], resets_at: name.endsWith("_per_month") ? nextMonth : null }];
  });
}

/** Longer than the longest month, shorter than the two shortest. */
const MORE_THAN_A_MONTH_MS = 32 * 86_400_000;
