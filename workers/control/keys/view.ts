import type { ApiKey } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import type { KeyRow } from "./store.ts";

/** A key in the words of the contract, without the key itself. */
export const keyView = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  owner: { type: row.ownerType, id: row.ownerId, name: row.ownerName ?? "" },
  workspace_ids: row.workspaceIds,
  actions: row.actions,
  created_at: timestamp(row.createdAt),
  expires_at: timestampOrNull(row.expiresAt),
  last_used_at: timestampOrNull(row.lastUsedAt),
  revoked_at: timestampOrNull(row.revokedAt),
});
