import type { Notification } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import type { ShownRow } from "./store.ts";

/** A notification in the words of the contract. */
export const notificationView = ({ row, organization, workspace }: ShownRow): Notification => ({
  id: row.id,
  kind: row.kind,
  at: timestamp(row.at),
  title: row.title,
  path: row.path,
  actor: row.actor,
  subject: { type: row.subjectType, id: row.subjectId },
  organization: { id: row.orgId, name: organization ?? "" },
  workspace: row.workspaceId === null ? null : { id: row.workspaceId, name: workspace ?? "" },
  read_at: timestampOrNull(row.readAt),
  archived_at: timestampOrNull(row.archivedAt),
});
