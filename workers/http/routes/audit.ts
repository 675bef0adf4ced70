import {
  AuditActionEntry,
  AuditEntry,
  AuditExportQuery,
  AuditHead,
  AuditPlace,
  AuditPlacesQuery,
  AuditQuery,
  AuditSettings,
  auditActions,
  pageOf,
} from "@cairn/sdk/schema";
import { z } from "zod";
import { contentDisposition } from "../../blobs/disposition.ts";
import { listAuditPlaces, readAuditHead } from "../../control/audit/chain/head.ts";
import { exportAudit } from "../../control/audit/export.ts";
import { exportWorkspaceAudit } from "../../control/audit/export-workspace.ts";
import { listAudit } from "../../control/audit/list.ts";
import { listWorkspaceAudit } from "../../control/audit/of-workspace.ts";
import { changeAuditSettings, readAuditSettings } from "../../control/audit/retention/change.ts";
import type { OrgCtx } from "../../control/context.ts";
import { orgCtx, workspaceCtx } from "../context.ts";
import { bytesAnswer, jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";
import { streamText } from "../stream-text.ts";

const guard = { on: "organization", action: "audit.read" } as const;
const tag = "Audit";

const list = operation({
  id: "auditList",
  method: "get",
  path: "/api/v1/orgs/{org}/audit",
  tag,
  summary: "Read who did what in an organization, newest first",
  guard,
  request: { params: pathParams("org"), query: AuditQuery },
  responses: { 200: jsonAnswer(pageOf(AuditEntry)) },
});

const head = operation({
  id: "auditHead",
  method: "get",
  path: "/api/v1/orgs/{org}/audit/head",
  tag,
  summary: "Read where the audit chain of an organization stands, signed",
  guard,
  request: { params: pathParams("org") },
  responses: { 200: jsonAnswer(AuditHead) },
});

const places = operation({
  id: "auditPlaceList",
  method: "get",
  path: "/api/v1/orgs/{org}/audit/chain",
  tag,
  summary: "List positions of the audit chain with their hashes, to hold an export against",
  guard,
  request: { params: pathParams("org"), query: AuditPlacesQuery },
  responses: { 200: jsonAnswer(z.object({ items: z.array(AuditPlace) })) },
});

const exportFile = operation({
  id: "auditExport",
  method: "get",
  path: "/api/v1/orgs/{org}/audit/export",
  tag,
  summary: "Export the audit trail as NDJSON with its chain, or as CSV",
  guard,
  isQuery: true,
  request: { params: pathParams("org"), query: AuditExportQuery },
  responses: { 200: bytesAnswer("application/x-ndjson", "a line per entry, between a header and an end; or CSV") },
});

const getSettings = operation({
  id: "auditSettingsGet",
  method: "get",
  path: "/api/v1/orgs/{org}/audit/settings",
  tag,
  summary: "Read how long the audit trail is kept",
  guard,
  request: { params: pathParams("org") },
  responses: { 200: jsonAnswer(AuditSettings) },
});

const putSettings = operation({
  id: "auditSettingsPut",
  method: "put",
  path: "/api/v1/orgs/{org}/audit/settings",
  tag,
  summary: "Change how long the audit trail is kept: from 90 days to for ever",
  guard: { on: "organization", action: "organization.update" },
  request: { params: pathParams("org"), body: jsonBody(AuditSettings) },
  responses: { 200: jsonAnswer(AuditSettings) },
});

const ofWorkspace = operation({
  id: "workspaceAuditList",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/audit",
  tag,
  summary: "Read who did what in a workspace and to it, newest first",
  guard: { on: "workspace", action: "audit.read" },
  isQuery: true,
  request: { params: pathParams("org", "workspace"), query: AuditQuery },
  responses: { 200: jsonAnswer(pageOf(AuditEntry)) },
});

const exportOfWorkspace = operation({
  id: "workspaceAuditExport",
  method: "get",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/audit/export",
  tag,
  summary: "Export the audit trail of a workspace as NDJSON or CSV, newest first",
  guard: { on: "workspace", action: "audit.read" },
  isQuery: true,
  request: { params: pathParams("org", "workspace"), query: AuditExportQuery },
  responses: { 200: bytesAnswer("application/x-ndjson", "a line per entry, between a header and an end; or CSV") },
});

const actions = operation({
  id: "auditActionList",
  method: "get",
  path: "/api/v1/audit-actions",
  tag,
  summary: "List every action that the audit trail can tell of",
  guard: { on: "nobody" },
  responses: { 200: jsonAnswer(z.object({ items: z.array(AuditActionEntry) })) },
});

/** Headers of a file of a trail, by the slug of whose it is. */
const fileHeaders = (ctx: OrgCtx, slug: string, format: AuditExportQuery["format"]) => ({
  "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
  "content-disposition": contentDisposition(
    "attachment",
    `audit-${slug}-${new Date(ctx.clock.now()).toISOString().slice(0, 10)}.${format}`,
  ),
});

export const auditRoutes = router()
  .openapi(list, async (c) => c.json(await listAudit({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(head, async (c) => c.json(await readAuditHead({ ctx: orgCtx(c) }), 200))
  .openapi(places, async (c) => c.json(await listAuditPlaces({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(exportFile, async (c) => {
    const ctx = orgCtx(c);
    const input = c.req.valid("query");
    return c.body(streamText(await exportAudit({ ctx, input })), 200, fileHeaders(ctx, ctx.org.slug, input.format));
  })
  .openapi(getSettings, async (c) => c.json(await readAuditSettings({ ctx: orgCtx(c) }), 200))
  .openapi(putSettings, async (c) => c.json(await changeAuditSettings({ ctx: orgCtx(c), input: c.req.valid("json") }), 200))
  .openapi(ofWorkspace, async (c) => c.json(await listWorkspaceAudit({ ctx: workspaceCtx(c), input: c.req.valid("query") }), 200))
  .openapi(exportOfWorkspace, async (c) => {
    const ctx = workspaceCtx(c);
    const input = c.req.valid("query");
    return c.body(streamText(await exportWorkspaceAudit({ ctx, input })), 200, fileHeaders(ctx, ctx.workspace.slug, input.format));
  })
  .openapi(actions, (c) => {
    c.header("cache-control", "public, max-age=300");
    return c.json({ items: auditActions() }, 200);
  });
