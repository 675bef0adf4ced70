import type { Me, ReceivedInvitation } from "@cairn/sdk/schema";
import { timestamp, timestampOrNull } from "../../shared/clock.ts";
import type { CallerCtx } from "../context.ts";
import { listOrganizationRows } from "../organizations/store.ts";
import { organizationView } from "../organizations/view.ts";
import { listPendingInvitations, readUser, type UserRow } from "./store.ts";

/** Most organizations and invitations that are told at once; the lists of their own go on by pages. */
const SHOWN_MAX = 200;

/** Who is calling, and what of Cairn the credential can see. */
export async function getMe({ ctx }: { ctx: CallerCtx }): Promise<Me> {
  const { actor, credential, orgId, workspaceIds, actions } = ctx.caller;
  const [user, organizations] = await Promise.all([
    actor.type === "user" ? readUser(ctx.db, actor.id) : null,
    listOrganizationRows(ctx.db, { actor, onlyId: orgId, after: null, take: SHOWN_MAX }),
  ]);
  return {
    actor: { ...actor, name: user?.name ?? actor.name },
    user: user && { id: user.id, name: user.name, email: user.email, created_at: timestamp(user.createdAt) },
    credential: {
      kind: credential.kind,
      id: credential.id,
      expires_at: timestampOrNull(credential.expiresAt),
      organization_id: orgId,
      workspace_ids: workspaceIds && [...workspaceIds],
      actions: actions && [...actions],
    },
    organizations: organizations.map(organizationView),
    pending_invitations: user && orgId === null ? await pendingInvitations(ctx, user) : [],
  };
}

/** Only an address that the identity provider vouched for shows what was sent to it. */
async function pendingInvitations(ctx: CallerCtx, { email, emailVerified }: UserRow): Promise<ReceivedInvitation[]> {
  if (!emailVerified) return [];
  const rows = await listPendingInvitations(ctx.db, { emailKey: email.toLowerCase(), now: ctx.clock.now(), take: SHOWN_MAX });
  return rows.map(({ invitation, org }) => ({
    id: invitation.id,
    role: invitation.role,
    invited_by: { id: invitation.invitedBy, name: invitation.invitedByName },
    created_at: timestamp(invitation.createdAt),
    expires_at: timestamp(invitation.expiresAt),
    organization: org,
  }));
}
