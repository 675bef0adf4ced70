import type { TaskSettings } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { readLeasesMax, writeLeasesMax } from "./lease-store.ts";

export const getTaskSettings = ({ ctx }: VerbInput<null>): TaskSettings => ({ leases_max: readLeasesMax(ctx.sql) });

/** Sets what holds for all tasks. Tells nothing when it changes nothing. */
export function putTaskSettings({ ctx, input }: VerbInput<TaskSettings>): TaskSettings {
  const { leases_max } = input;
  if (leases_max !== readLeasesMax(ctx.sql))
    transact(ctx, (emit) => {
      writeLeasesMax(ctx.sql, leases_max);
      emit({ type: "task.settings_changed", subject: { type: "workspace", id: ctx.workspaceId }, data: { leases_max } });
    });
  return input;
}
