import { BUILD_TRANSITIONS, type BuildStatus } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import type { BuildRow } from "./store.ts";

/** Whether a build has ended; one that was interrupted may go on by itself. */
export const hasEnded = ({ status }: Pick<BuildRow, "status">): boolean => !["running", "interrupted"].includes(status);

/** Throws `illegal_transition` for a build that may not make a move. */
export function requireMove({ id, status }: BuildRow, to: BuildStatus): void {
  if (BUILD_TRANSITIONS[status as BuildStatus].includes(to)) return;
  throw new Fault("illegal_transition", `Build ${id} is ${status}, from where it cannot become ${to}.`);
}

/** Throws `illegal_transition` for a build that ended: it takes nothing more until it is resumed. */
export function requireOpen(row: BuildRow): void {
  if (hasEnded(row)) throw new Fault("illegal_transition", `Build ${row.id} is ${row.status}. Resume it first.`);
}
