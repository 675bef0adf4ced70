import {
  ConfirmDelete,
  CreatedOrganization,
  CreateOrganization,
  OrganizationWithRole,
  PageQuery,
  pageOf,
  UpdateOrganization,
} from "@cairn/sdk/schema";
import { createOrganization } from "../../control/organizations/create.ts";
import { deleteOrganization } from "../../control/organizations/delete.ts";
import { listOrganizations } from "../../control/organizations/list.ts";
import { updateOrganization } from "../../control/organizations/update.ts";
import { organizationView } from "../../control/organizations/view.ts";
import { callerCtx, orgCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const tag = "Organizations";
const path = "/api/v1/orgs/{org}";
const params = pathParams("org");

const list = operation({
  id: "organizationList",
  method: "get",
  path: "/api/v1/orgs",
  tag,
  summary: "List the organizations you belong to",
  guard: { on: "caller" },
  request: { query: PageQuery },
  responses: { 200: jsonAnswer(pageOf(OrganizationWithRole)) },
});

const create = operation({
  id: "organizationCreate",
  method: "post",
  path: "/api/v1/orgs",
  tag,
  summary: "Create an organization with its first workspace",
  guard: { on: "caller" },
  keyed: true,
  request: { body: jsonBody(CreateOrganization) },
  responses: { 201: jsonAnswer(CreatedOrganization, "Created") },
});

const get = operation({
  id: "organizationGet",
  method: "get",
  path,
  tag,
  summary: "Read an organization",
  guard: { on: "organization", action: "organization.read" },
  request: { params },
  responses: { 200: jsonAnswer(OrganizationWithRole) },
});

const update = operation({
  id: "organizationUpdate",
  method: "patch",
  path,
  tag,
  summary: "Rename an organization",
  guard: { on: "organization", action: "organization.update" },
  request: { params, body: jsonBody(UpdateOrganization) },
  responses: { 200: jsonAnswer(OrganizationWithRole) },
});

const remove = operation({
  id: "organizationDelete",
  method: "delete",
  path,
  tag,
  summary: "Delete an organization with everything in it",
  guard: { on: "organization", action: "organization.delete" },
  request: { params, body: jsonBody(ConfirmDelete) },
  responses: { 204: noContent },
});

export const organizationRoutes = router()
  .openapi(list, async (c) => c.json(await listOrganizations({ ctx: callerCtx(c), input: c.req.valid("query") }), 200))
  .openapi(create, async (c) => c.json(await createOrganization({ ctx: callerCtx(c), input: c.req.valid("json") }), 201))
  .openapi(get, (c) => {
    const { org, role } = orgCtx(c);
    return c.json(organizationView({ ...org, role }), 200);
  })
  .openapi(update, async (c) => c.json(await updateOrganization({ ctx: orgCtx(c), input: c.req.valid("json") }), 200))
  .openapi(remove, async (c) => {
    await deleteOrganization({ ctx: orgCtx(c), input: c.req.valid("json") });
    return c.body(null, 204);
  });
