import { AuditEntry, AuditQuery, pageOf } from "@cairn/sdk/schema";
import { listAudit } from "../../control/audit/list.ts";
import { orgCtx } from "../context.ts";
import { jsonAnswer, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const list = operation({
  id: "auditList",
  method: "get",
  path: "/api/v1/orgs/{org}/audit",
  tag: "Audit",
  summary: "Read who did what in an organization, newest first",
  guard: { on: "organization", action: "audit.read" },
  request: { params: pathParams("org"), query: AuditQuery },
  responses: { 200: jsonAnswer(pageOf(AuditEntry)) },
});

export const auditRoutes = router().openapi(list, async (c) =>
  c.json(await listAudit({ ctx: orgCtx(c), input: c.req.valid("query") }), 200),
);
