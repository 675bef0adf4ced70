import type { Webhook } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import type { EndpointRow } from "./store.ts";

/** An endpoint in the words of the contract. */
export const webhookView = (row: EndpointRow, now: number): Webhook => ({
  id: row.id,
  workspace_id: row.workspaceId,
  url: row.url,
  types: row.types,
  description: row.description,
  format: row.format,
  header_names: row.headerNames,
  rate_limit: row.rateLimit,
  enabled: row.disabledAt === null,
  disabled: row.disabledAt === null ? null : { at: timestamp(row.disabledAt), reason: row.disabledReason ?? "manual" },
  previous_secret_until:
    row.previousSecretUntil !== null && row.previousSecretUntil > now ? timestampOrNull(row.previousSecretUntil) : null,
  created_by: row.createdBy,
  created_at: timestamp(row.createdAt),
  updated_at: timestamp(row.updatedAt),
});
