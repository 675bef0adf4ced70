import { AttemptStatus, type TaskResults, type TaskStats, type TaskUsage } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { countLeases } from "./lease-store.ts";
import { countAttempts, readResults, readTotals, readUsageOfNamespaces } from "./stats-store.ts";

/** How many tasks there are, by result and by status of the last attempt: from counts that every change keeps. */
export function readTaskStats({ ctx }: VerbInput<null>): TaskStats {
  const { size_bytes, ...results } = readTotals(ctx.sql);
  const counted = countAttempts(ctx.sql);
  const attempts = Object.fromEntries(AttemptStatus.options.map((status) => [status, counted.get(status) ?? 0])) as TaskStats["attempts"];
  const total = results.absent + results.incomplete + results.success + results.failed;
  return { total, results, attempts, size_bytes, leases: countLeases(ctx.sql) };
}

/** What the outputs of each namespace take. */
export function readTaskUsage({ ctx }: VerbInput<null>): TaskUsage {
  const items = readUsageOfNamespaces(ctx.sql);
  return { items, size_bytes: items.reduce((sum, one) => sum + one.size_bytes, 0) };
}

/** What there is of tasks, in the order asked; those that are not registered, or in the trash, are left out. */
export function lookUpTasks({ ctx, input }: VerbInput<{ tasks: readonly string[] }>): TaskResults {
  const found = new Map((readResults(ctx.sql, input.tasks) as TaskResults["items"]).map((item) => [item.id, item]));
  return { items: input.tasks.flatMap((id) => found.get(id) ?? []) };
}
