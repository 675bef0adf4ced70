import type { CairnEvent } from "@cairn/sdk/schema";
import type { RequestCtx } from "../../control/context.ts";
import {
  listAdminIds,
  readEndpointName,
  readInvited,
  readInviter,
  readKeyPeople,
  readWorkspaceName,
} from "../../control/notifications/people-store.ts";
import type { Notice } from "./notice.ts";

const TYPES: ReadonlySet<string> = new Set<CairnEvent["type"]>([
  "invitation.created",
  "invitation.resent",
  "invitation.accepted",
  "invitation.declined",
  "member.role_changed",
  "member.removed",
  "organization.transferred",
  "workspace_member.role_set",
  "workspace_member.role_cleared",
  "key.expiring",
  "webhook.disabled",
  "usage.threshold_reached",
]);

/** Events of an organization that somebody may be told of. */
export const isOfOrganization = ({ type }: CairnEvent): boolean => TYPES.has(type);

/** Whom an event of an organization concerns. */
export async function noticesOfOrganization(ctx: RequestCtx, orgName: string, event: CairnEvent): Promise<Notice[]> {
  const { organization_id: orgId, workspace_id: workspaceId, subject, actor } = event;
  const base = `/${orgId}`;
  const membership = (userId: string, title: string, more: Partial<Notice> = {}): Notice[] =>
    userId === actor.id ? [] : [{ userId, kind: "membership", title, path: base, event, ...more }];
  switch (event.type) {
    case "invitation.created":
    case "invitation.resent": {
      const invited = await readInvited(ctx.db, { orgId, id: subject.id, now: ctx.clock.now() });
      if (!invited?.userId) return [];
      const title = `${invited.invitedByName} invited you to ${orgName}`;
      return [{ userId: invited.userId, kind: "invitation", title, path: null, event, isForOutsider: true }];
    }
    case "invitation.accepted": {
      const inviter = await readInviter(ctx.db, { orgId, id: subject.id });
      return inviter === null ? [] : membership(inviter, `${actor.name} accepted your invitation to ${orgName}`);
    }
    case "member.role_changed":
      return membership(subject.id, `${actor.name} made you ${withArticle(event.data.to)} of ${orgName}`);
    case "member.removed":
      return membership(subject.id, `${actor.name} removed you from ${orgName}`, { path: null, isForOutsider: true });
    case "organization.transferred":
      return membership(event.data.to, `${actor.name} made you the owner of ${orgName}`);
    case "workspace_member.role_set":
    case "workspace_member.role_cleared": {
      const name = (workspaceId && (await readWorkspaceName(ctx.db, { orgId, workspaceId }))) || "a workspace";
      const what = "to" in event.data ? `made you ${withArticle(event.data.to)} of ${name}` : `gave you your usual role in ${name}`;
      return membership(subject.id, `${actor.name} ${what} in ${orgName}`, { path: `${base}/${workspaceId}` });
    }
    case "key.expiring": {
      const key = await readKeyPeople(ctx.db, { orgId, id: subject.id });
      if (!key) return [];
      const userId = key.ownerType === "user" ? key.ownerId : key.createdBy;
      const day = new Date(event.data.expires_at).toISOString().slice(0, 10);
      return [
        {
          userId,
          kind: "key_expiring",
          title: `The API key ${key.name} of ${orgName} ends on ${day}`,
          path: `${base}/settings/keys`,
          event,
        },
      ];
    }
    case "webhook.disabled": {
      const name = (await readEndpointName(ctx.db, { orgId, id: subject.id })) ?? event.data.origin;
      const why = event.data.reason === "gone" ? "its receiver says that it is gone" : "it has only failed for days";
      const path = `${workspaceId === null ? base : `${base}/${workspaceId}`}/settings/webhooks/${subject.id}`;
      const admins = await listAdminIds(ctx.db, { orgId, workspaceId });
      return admins.map((userId) => ({ userId, kind: "webhook_disabled", title: `The webhook ${name} was disabled: ${why}`, path, event }));
    }
    case "usage.threshold_reached": {
      const { limit, percent } = event.data;
      const title = `${orgName} has used ${percent} % of what its plan allows of ${limit.replaceAll("_", " ")}`;
      const admins = await listAdminIds(ctx.db, { orgId, workspaceId: null });
      return admins.map((userId) => ({ userId, kind: "usage_limit", title, path: `${base}/settings/usage`, event }));
    }
    default:
      return [];
  }
}

const withArticle = (role: string) => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`);
