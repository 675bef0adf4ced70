import { CreateServiceAccount, PageQuery, pageOf, ServiceAccount } from "@cairn/sdk/schema";
import { createServiceAccount } from "../../control/service-accounts/create.ts";
import { deleteServiceAccount } from "../../control/service-accounts/delete.ts";
import { listServiceAccounts } from "../../control/service-accounts/list.ts";
import { orgCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Service accounts";
const path = "/api/v1/orgs/{org}/service-accounts";
const guard = { on: "organization", action: "service_account.manage" } as const;

const list = operation({
  id: "serviceAccountList",
  method: "get",
  path,
  tag,
  summary: "List the service accounts of an organization",
  guard,
  request: { params: pathParams("org"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(ServiceAccount)) },
});

const create = operation({
  id: "serviceAccountCreate",
  method: "post",
  path,
  tag,
  summary: "Create a service account",
  guard,
  keyed: true,
  request: { params: pathParams("org"), body: jsonBody(CreateServiceAccount) },
  responses: { 201: jsonAnswer(ServiceAccount, "Created") },
});

const remove = operation({
  id: "serviceAccountDelete",
  method: "delete",
  path: `${path}/{service_account}`,
  tag,
  summary: "Delete a service account and revoke its keys",
  guard,
  request: { params: pathParams("org", "service_account") },
  responses: { 204: noContent },
});

export const serviceAccountRoutes = router()
  .openapi(list, async (c) => c.json(await listServiceAccounts({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(create, async (c) => c.json(await createServiceAccount({ ctx: orgCtx(c), input: c.req.valid("json") }), 201))
  .openapi(remove, async (c) => {
    await deleteServiceAccount({ ctx: orgCtx(c), input: { id: c.req.valid("param").service_account } });
    return c.body(null, 204);
  });
