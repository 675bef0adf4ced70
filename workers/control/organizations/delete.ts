import type { ConfirmDelete } from "@cairn/sdk/schema";
import { sendPurges } from "../../jobs/workspace-purge/send.ts";
import { Fault, notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditIfChanged } from "../audit/record.ts";
import type { OrgCtx } from "../context.ts";
import { endCredentialsOf, tombstoneOrganization, tombstoneWorkspacesOf } from "./store.ts";

/**
 * Deletes an organization: tombstoned with its workspaces and keys in one batch, so that nothing of it answers any
 * more; its data is cleared by jobs afterwards. Its slugs stay reserved. Throws `confirmation_mismatch` unless the slug was typed.
 */
export async function deleteOrganization({ ctx, input }: { ctx: OrgCtx; input: ConfirmDelete }): Promise<void> {
  const { org, db } = ctx;
  if (input.confirm !== org.slug)
    throw new Fault("confirmation_mismatch", `Type the organization's slug, ${org.slug}, to delete it.`, {
      errors: [{ path: "body.confirm", rule: "mismatch", message: `must be ${org.slug}` }],
    });
  const now = ctx.clock.now();
  const record = auditIfChanged(ctx, {
    action: "organization.deleted",
    orgId: org.id,
    target: { type: "organization", id: org.id, name: org.name },
    data: { slug: org.slug },
  });
  const when = record.happened;
  const [deleted, , workspaces] = await db.batch([
    tombstoneOrganization(db, { id: org.id, now }),
    record.statement,
    tombstoneWorkspacesOf(db, { orgId: org.id, now, when }),
    ...endCredentialsOf(db, { orgId: org.id, now, when }),
  ]);
  forgetAccess();
  if (deleted.length === 0) throw notFound("organization");
  await sendPurges(
    ctx,
    workspaces.map(({ id }) => ({ orgId: org.id, workspaceId: id })),
  );
}
