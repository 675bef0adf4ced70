import { CreatedOrganization, CreateOrganization } from "@cairn/sdk/schema";
import { createOrganization } from "../../control/organizations/create.ts";
import { callerCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation } from "../operation.ts";
import { router } from "../router.ts";

const create = operation({
  id: "organizationCreate",
  method: "post",
  path: "/api/v1/orgs",
  tag: "Organizations",
  summary: "Create an organization with its first workspace",
  guard: { on: "caller" },
  keyed: true,
  request: { body: jsonBody(CreateOrganization) },
  responses: { 201: jsonAnswer(CreatedOrganization, "Created") },
});

export const organizationRoutes = router().openapi(create, async (c) =>
  c.json(await createOrganization({ ctx: callerCtx(c), input: c.req.valid("json") }), 201),
);
