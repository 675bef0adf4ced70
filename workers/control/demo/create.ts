import { authorizeOrganization } from "../access/authorize.ts";
import { auditRow } from "../audit/record.ts";
import type { CallerCtx, RequestCtx } from "../context.ts";
import { createKey } from "../keys/create.ts";
import { type DemoRow, insertDemo, readDemo } from "./store.ts";

const SLUG = "demo";
const WORKSPACE_SLUG = "penguins";
const NAMES = { organization: "Demo", workspace: "Penguins", serviceAccount: "demo trainer" };
const KEY_DAYS = 1;

/** Where the example writes, and the key it writes with. */
export interface Demo {
  org: string;
  workspace: string;
  key: string;
}

/** The demo organization, made if it is not there, with a new key of its service account. For local stacks. */
export async function createDemo({ ctx }: { ctx: RequestCtx }): Promise<Demo> {
  const demo = (await readDemo(ctx.db)) ?? (await makeDemo(ctx));
  const { orgId, orgSlug, workspaceSlug, serviceAccount } = demo;
  const callerCtx: CallerCtx = {
    ...ctx,
    caller: {
      actor: { type: "service_account", ...serviceAccount },
      credential: { kind: "session", id: "local", expiresAt: null },
      orgId,
      workspaceIds: null,
      actions: null,
    },
  };
  const orgCtx = await authorizeOrganization(callerCtx, orgId, "key.manage");
  const key = await createKey({ ctx: orgCtx, input: { name: "example", expires_in_days: KEY_DAYS } });
  return { org: orgSlug, workspace: workspaceSlug, key: key.secret };
}

async function makeDemo(ctx: RequestCtx): Promise<DemoRow> {
  const ids = { orgId: ctx.newId("organization"), workspaceId: ctx.newId("workspace"), serviceAccountId: ctx.newId("serviceAccount") };
  const { orgId, workspaceId, serviceAccountId } = ids;
  await ctx.db.batch([
    ...insertDemo(ctx.db, { ...ids, slug: SLUG, workspaceSlug: WORKSPACE_SLUG, names: NAMES, now: ctx.clock.now() }),
    auditRow(ctx, {
      action: "organization.created",
      orgId,
      target: { type: "organization", id: orgId, name: NAMES.organization },
      data: { slug: SLUG, demo: true },
    }),
    auditRow(ctx, {
      action: "workspace.created",
      orgId,
      workspaceId,
      target: { type: "workspace", id: workspaceId, name: NAMES.workspace },
      data: { slug: WORKSPACE_SLUG },
    }),
    auditRow(ctx, {
      action: "service_account.created",
      orgId,
      target: { type: "service_account", id: serviceAccountId, name: NAMES.serviceAccount },
      data: { role: "member" },
    }),
  ]);
  return {
    orgId: ids.orgId,
    orgSlug: SLUG,
    workspaceSlug: WORKSPACE_SLUG,
    serviceAccount: { id: ids.serviceAccountId, name: NAMES.serviceAccount },
  };
}
