import type { AuditFilter } from "../inputs.ts";
import { AuditOutcome } from "../schema/audit.ts";
import { type CommandOption, type Invocation, textOf } from "./command.ts";
import { usage } from "./failure.ts";

/** What the trail is searched by on the command line. */
export const AUDIT_OPTIONS: readonly CommandOption[] = [
  { flags: "--action <action>", description: "Only this action, or all of a noun: 'member.*'" },
  { flags: "--actor <id>", description: "Only what this person or service account did" },
  { flags: "--target <id>", description: "Only what was done to this" },
  { flags: "--outcome <outcome>", description: "Only what ended so", choices: AuditOutcome.options },
  { flags: "--about <workspace id>", description: "Only what is about this workspace" },
  { flags: "--from <time>", description: "At this time or later, e.g. 2026-11-01 or 2026-11-01T08:00:00Z" },
  { flags: "--to <time>", description: "Before this time" },
];

/** The filter that the options say. */
export function auditFilterOf(invocation: Invocation): AuditFilter {
  const outcome = textOf(invocation, "outcome");
  return {
    action: textOf(invocation, "action"),
    actor_id: textOf(invocation, "actor"),
    target_id: textOf(invocation, "target"),
    outcome: outcome === undefined ? undefined : AuditOutcome.parse(outcome),
    workspace_id: textOf(invocation, "about"),
    from: timeOf(invocation, "from"),
    to: timeOf(invocation, "to"),
  };
}

function timeOf(invocation: Invocation, name: "from" | "to"): string | undefined {
  const text = textOf(invocation, name);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw usage(`--${name} must be a time, e.g. 2026-11-01 or 2026-11-01T08:00:00Z.`);
  return new Date(at).toISOString();
}
