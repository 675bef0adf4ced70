import { ApiKey, CreateApiKey, CreatedApiKey, PageQuery, pageOf } from "@cairn/sdk/schema";
import { createKey } from "../../control/keys/create.ts";
import { listKeys } from "../../control/keys/list.ts";
import { revokeKey } from "../../control/keys/revoke.ts";
import { orgCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "API keys";
const path = "/api/v1/orgs/{org}/keys";
/** Keys that somebody has go on after the role that allowed to make them: who belongs to the organization can always end them. */
const ownKeys = { on: "organization", action: "organization.read" } as const;

const list = operation({
  id: "keyList",
  method: "get",
  path,
  tag,
  summary: "List API keys: all for owners and admins, else your own",
  guard: ownKeys,
  request: { params: pathParams("org"), query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(ApiKey)) },
});

const create = operation({
  id: "keyCreate",
  method: "post",
  path,
  tag,
  summary: "Create an API key; the answer alone holds it",
  guard: { on: "organization", action: "key.manage" },
  keyed: true,
  request: { params: pathParams("org"), body: jsonBody(CreateApiKey) },
  responses: { 201: jsonAnswer(CreatedApiKey, "Created") },
});

const revoke = operation({
  id: "keyRevoke",
  method: "delete",
  path: `${path}/{key}`,
  tag,
  summary: "Revoke an API key: any for owners and admins, else your own",
  guard: ownKeys,
  request: { params: pathParams("org", "key") },
  responses: { 204: noContent },
});

export const keyRoutes = router()
  .openapi(list, async (c) => c.json(await listKeys({ ctx: orgCtx(c), input: c.req.valid("query") }), 200))
  .openapi(create, async (c) => c.json(await createKey({ ctx: orgCtx(c), input: c.req.valid("json") }), 201))
  .openapi(revoke, async (c) => {
    await revokeKey({ ctx: orgCtx(c), input: { id: c.req.valid("param").key } });
    return c.body(null, 204);
  });
