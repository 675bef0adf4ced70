import type { AuditFilter } from "@cairn/sdk";
import type { AuditOutcome } from "@cairn/sdk/schema";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { apiPath, type SettingsPlace } from "../organizations/settings-place";

export const OUTCOMES: readonly AuditOutcome[] = ["success", "denied", "failed"];

/** The filters as they stand in the address. Days are those of the reader's zone. */
export const filterParsers = {
  action: parseAsString.withDefault(""),
  actor: parseAsString.withDefault(""),
  target: parseAsString.withDefault(""),
  outcome: parseAsStringLiteral(OUTCOMES),
  from: parseAsString.withDefault(""),
  to: parseAsString.withDefault(""),
};

export interface AuditState {
  action: string;
  actor: string;
  target: string;
  outcome: AuditOutcome | null;
  /** YYYY-MM-DD, both days included. */
  from: string;
  to: string;
}

/** What to ask the server for. A day that is none is as if it were not there. */
export function askedFor({ action, actor, target, outcome, from, to }: AuditState): AuditFilter {
  const start = startOf(from, 0);
  const end = startOf(to, 1);
  return {
    ...(action ? { action } : {}),
    ...(actor ? { actor_id: actor } : {}),
    ...(target ? { target_id: target } : {}),
    ...(outcome ? { outcome } : {}),
    ...(start ? { from: start } : {}),
    ...(end ? { to: end } : {}),
  };
}

/** The moment at which a day begins, or one some days later. */
function startOf(day: string, later: number): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!match) return null;
  const at = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Where an export of what is shown is fetched. */
export function exportPath(place: SettingsPlace, asked: AuditFilter, format: "ndjson" | "csv"): string {
  const query = new URLSearchParams({ ...(asked as Record<string, string>), format });
  return `${apiPath(place)}/audit/export?${query}`;
}
