import { BYTE_CLASSES, USAGE_METERS, type UsageDay, type UsageQuery } from "@cairn/sdk/schema";
import { csvLine } from "../../shared/csv.ts";
import { readUsage } from "../../usage/stub.ts";
import type { OrgCtx, WorkspaceCtx } from "../context.ts";
import { daysOf } from "./days.ts";
import { type DayRange, rangeOf } from "./range.ts";
import { listAllWorkspaces } from "./store.ts";

const HEAD = ["day", "workspace_id", "workspace", ...USAGE_METERS, ...BYTE_CLASSES.map((one) => `bytes_${one}`)];

/** A workspace's usage as CSV (RFC 4180), a line a day. Throws `invalid_request`. */
export async function workspaceUsageCsv({ ctx, input }: { ctx: WorkspaceCtx; input: UsageQuery }): Promise<string> {
  const { id, name } = ctx.workspace;
  const range = rangeOf(input, ctx.clock.now());
  const read = await readUsage(ctx.env, ctx.org.id, { ...range, workspaces: [id], only: id });
  return toCsv([HEAD, ...linesOf({ id, name }, daysOf(read, range).days)]);
}

/**
 * An organization's usage as CSV: a line a day for each workspace, and one without a workspace for what belongs to none. Days on which
 * there was nothing are left out. Throws `invalid_request`.
 */
export async function organizationUsageCsv({ ctx, input }: { ctx: OrgCtx; input: UsageQuery }): Promise<string> {
  const range: DayRange = rangeOf(input, ctx.clock.now());
  const all = await listAllWorkspaces(ctx.db, ctx.org.id);
  const living = all.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id);
  const read = await readUsage(ctx.env, ctx.org.id, { ...range, workspaces: living, only: null });
  const lines = [{ id: "", name: "" }, ...all].flatMap((one) => {
    const of = <T extends { workspace: string }>(rows: readonly T[]) => rows.filter(({ workspace }) => workspace === one.id);
    return linesOf(one, daysOf({ rows: of(read.rows), heldBefore: of(read.heldBefore) }, range).days.filter(hasAny));
  });
  return toCsv([HEAD, ...lines.toSorted((a, b) => compare(a[0], b[0]))]);
}

const compare = (a = "", b = "") => (a < b ? -1 : a > b ? 1 : 0);

const hasAny = (day: UsageDay): boolean => USAGE_METERS.some((meter) => day[meter] > 0) || BYTE_CLASSES.some((one) => day.bytes[one] > 0);

const linesOf = ({ id, name }: { id: string; name: string }, days: readonly UsageDay[]): string[][] =>
  days.map((day) => [
    day.day,
    id,
    name,
    ...USAGE_METERS.map((meter) => String(day[meter])),
    ...BYTE_CLASSES.map((one) => String(day.bytes[one])),
  ]);

const toCsv = (lines: readonly (readonly unknown[])[]): string => lines.map(csvLine).join("");
