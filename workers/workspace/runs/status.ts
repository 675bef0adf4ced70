import { RUN_TRANSITIONS, type RunStatus } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";

/**
 * Whether points and lines that arrive now belong to the run. A run that finished or failed said itself that it had no more; one
 * that was cancelled or preempted may still have something on its way. A queued one has no process yet.
 */
export const acceptsPoints = (status: RunStatus): boolean =>
  status === "running" || status === "crashed" || status === "cancelled" || status === "preempted";

/** Throws `illegal_transition`, with both states, unless the run may make this move. */
export function requireMove(from: RunStatus, to: RunStatus): void {
  if (RUN_TRANSITIONS[from].includes(to)) return;
  throw new Fault("illegal_transition", `The run is ${from}; it cannot become ${to}.`);
}

/** Whether the run has neither ended nor is waiting to begin. */
export const isOpen = (status: RunStatus): boolean => status === "queued" || status === "running";
