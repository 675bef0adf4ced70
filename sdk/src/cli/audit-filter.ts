import type { Cairn } from "../client.ts";
import type { AuditExportInput, AuditFilter, PageSize } from "../inputs.ts";
import { type AuditEntry, AuditOutcome } from "../schema/audit.ts";
import type { Call } from "../transport/call.ts";
import type { Listing } from "../transport/listing.ts";
import { type CommandOption, type Invocation, textOf } from "./command.ts";
import type { Context } from "./context.ts";
import { usage } from "./failure.ts";
import { needOrganization, needScope } from "./selection.ts";

/** What the trail is searched by on the command line. */
export const AUDIT_OPTIONS: readonly CommandOption[] = [
  { flags: "--action <action>", description: "Only this action, or all of a noun: 'member.*'" },
  { flags: "--actor <id>", description: "Only what this person or service account did" },
  { flags: "--target <id>", description: "Only what was done to this" },
  { flags: "--outcome <outcome>", description: "Only what ended so", choices: AuditOutcome.options },
  { flags: "--about <workspace id>", description: "Only what is about this workspace" },
  { flags: "--here", description: "The trail of the selected workspace alone, with what happened in it" },
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

/** The trail that a command speaks of. */
export interface Trail {
  /** Whose it is, in words. */
  of: string;
  /** Whether its export has a chain that can be verified. */
  hasChain: boolean;
  list(query: AuditFilter & PageSize): Listing<AuditEntry>;
  export(query: AuditExportInput): Call<Response>;
}

/** That of the selected workspace with --here, else the organization's. */
export async function trailOf(ctx: Context, client: Cairn, invocation: Invocation): Promise<Trail> {
  const { signal } = ctx.io;
  if (invocation.options.here === true) {
    const scope = await needScope(ctx, client);
    return {
      of: `${scope.organization}/${scope.workspace}`,
      hasChain: false,
      list: (query) => client.audit.workspace(query, scope),
      export: (query) => client.audit.exportWorkspace(query, { ...scope, signal }),
    };
  }
  const organization = await needOrganization(ctx, client);
  return {
    of: organization,
    hasChain: true,
    list: (query) => client.audit.list(query, { organization }),
    export: (query) => client.audit.export(query, { organization, signal }),
  };
}

function timeOf(invocation: Invocation, name: "from" | "to"): string | undefined {
  const text = textOf(invocation, name);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw usage(`--${name} must be a time, e.g. 2026-11-01 or 2026-11-01T08:00:00Z.`);
  return new Date(at).toISOString();
}
