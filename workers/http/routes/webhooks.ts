import {
  CreatedWebhook,
  CreateWebhook,
  MessageCount,
  MessageQuery,
  PageQuery,
  pageOf,
  ReplayMessages,
  RotateSecret,
  SendTest,
  UpdateWebhook,
  Webhook,
  WebhookMessage,
  WebhookMessageDetail,
  WebhookSecret,
  WebhookStats,
} from "@cairn/sdk/schema";
import type { Context } from "hono";
import type { OrgCtx } from "../../control/context.ts";
import { createWebhook } from "../../control/webhooks/create.ts";
import { deleteWebhook } from "../../control/webhooks/delete.ts";
import {
  getDelivery,
  listDeliveries,
  readDeliveryStats,
  replayDeliveries,
  replayDelivery,
  resumeDeliveries,
  testDelivery,
} from "../../control/webhooks/deliveries.ts";
import { getWebhook, listWebhooks } from "../../control/webhooks/list.ts";
import { readSecret, rotateSecret } from "../../control/webhooks/rotate.ts";
import { updateWebhook } from "../../control/webhooks/update.ts";
import { type AppEnv, orgCtx, workspaceCtx } from "../context.ts";
import { jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

/** Endpoints are asked for in the whole organization or in one workspace: the same operations, below two paths. */
interface Scope {
  on: "organization" | "workspace";
  path: string;
  /** Operation ids start with it. */
  prefix: string;
  of: string;
  parameters: readonly ("org" | "workspace")[];
  place(c: Context<AppEnv>): { ctx: OrgCtx; workspaceId: string | null };
}

const organization: Scope = {
  on: "organization",
  path: "/api/v1/orgs/{org}/webhooks",
  prefix: "webhook",
  of: "of an organization",
  parameters: ["org"],
  place: (c) => ({ ctx: orgCtx(c), workspaceId: null }),
};

const workspace: Scope = {
  on: "workspace",
  path: "/api/v1/orgs/{org}/workspaces/{workspace}/webhooks",
  prefix: "workspaceWebhook",
  of: "of a workspace",
  parameters: ["org", "workspace"],
  place: (c) => ({ ctx: workspaceCtx(c), workspaceId: workspaceCtx(c).workspace.id }),
};

function operationsOf({ on, path, prefix, of, parameters }: Scope) {
  const may = (verb: "read" | "write") => ({ on, action: `webhook.${verb}` }) as const;
  const common = (id: string, below: string, summary: string) => ({ id: prefix + id, path: path + below, tag: "Webhooks", summary });
  const params = pathParams(...parameters);
  const one = pathParams(...parameters, "webhook");
  const message = pathParams(...parameters, "webhook", "message");
  const get = { method: "get", guard: may("read") } as const;
  const post = { method: "post", guard: may("write") } as const;
  return {
    list: operation({
      ...common("List", "", `List the endpoints ${of}`),
      ...get,
      request: { params, query: PageQuery },
      responses: { 200: jsonAnswer(pageOf(Webhook)) },
    }),
    create: operation({
      ...common("Create", "", `Create an endpoint for the events ${of}; the answer holds its secret`),
      ...post,
      keyed: true,
      request: { params, body: jsonBody(CreateWebhook) },
      responses: { 201: jsonAnswer(CreatedWebhook, "Created") },
    }),
    get: operation({
      ...common("Get", "/{webhook}", `Read an endpoint ${of}`),
      ...get,
      request: { params: one },
      responses: { 200: jsonAnswer(Webhook) },
    }),
    update: operation({
      ...common("Update", "/{webhook}", `Change, enable or disable an endpoint ${of}`),
      method: "patch",
      guard: may("write"),
      request: { params: one, body: jsonBody(UpdateWebhook) },
      responses: { 200: jsonAnswer(Webhook) },
    }),
    remove: operation({
      ...common("Delete", "/{webhook}", `Delete an endpoint ${of} with all that was delivered to it`),
      method: "delete",
      guard: may("write"),
      request: { params: one },
      responses: { 204: noContent },
    }),
    secret: operation({
      ...common("SecretGet", "/{webhook}/secret", `Read the secret of an endpoint ${of}`),
      method: "get",
      guard: may("write"),
      request: { params: one },
      responses: { 200: jsonAnswer(WebhookSecret) },
    }),
    rotate: operation({
      ...common("SecretRotate", "/{webhook}/secret/rotate", `Replace the secret of an endpoint ${of}; for a while both sign`),
      ...post,
      request: { params: one, body: jsonBody(RotateSecret) },
      responses: { 200: jsonAnswer(WebhookSecret) },
    }),
    test: operation({
      ...common("Test", "/{webhook}/test", `Send an example to an endpoint ${of} and see how it goes`),
      ...post,
      request: { params: one, body: jsonBody(SendTest) },
      responses: { 200: jsonAnswer(WebhookMessageDetail) },
    }),
    replay: operation({
      ...common("Replay", "/{webhook}/replay", `Send messages of a range of time again, to an endpoint ${of}`),
      ...post,
      request: { params: one, body: jsonBody(ReplayMessages) },
      responses: { 200: jsonAnswer(MessageCount) },
    }),
    resume: operation({
      ...common("Resume", "/{webhook}/resume", `Send all that waits at once, to an endpoint ${of}`),
      ...post,
      request: { params: one },
      responses: { 200: jsonAnswer(MessageCount) },
    }),
    stats: operation({
      ...common("Stats", "/{webhook}/stats", `Read how attempts to deliver to an endpoint ${of} went, by days`),
      ...get,
      request: { params: one },
      responses: { 200: jsonAnswer(WebhookStats) },
    }),
    messages: operation({
      ...common("MessageList", "/{webhook}/messages", `List what was or will be delivered to an endpoint ${of}, newest first`),
      ...get,
      request: { params: one, query: MessageQuery },
      responses: { 200: jsonAnswer(pageOf(WebhookMessage)) },
    }),
    message: operation({
      ...common("MessageGet", "/{webhook}/messages/{message}", `Read a message to an endpoint ${of} with its attempts`),
      ...get,
      request: { params: message },
      responses: { 200: jsonAnswer(WebhookMessageDetail) },
    }),
    messageReplay: operation({
      ...common("MessageReplay", "/{webhook}/messages/{message}/replay", `Send a message again, to an endpoint ${of}`),
      ...post,
      request: { params: message },
      responses: { 200: jsonAnswer(WebhookMessage) },
    }),
  };
}

function routesOf(scope: Scope) {
  const { list, create, get, update, remove, secret, rotate, test, replay, resume, stats, messages, message, messageReplay } =
    operationsOf(scope);
  const { place } = scope;
  return router()
    .openapi(list, async (c) => c.json(await listWebhooks({ ...place(c), input: c.req.valid("query") }), 200))
    .openapi(create, async (c) => c.json(await createWebhook({ ...place(c), input: c.req.valid("json") }), 201))
    .openapi(get, async (c) => c.json(await getWebhook({ ...place(c), input: { id: c.req.valid("param").webhook } }), 200))
    .openapi(update, async (c) =>
      c.json(await updateWebhook({ ...place(c), input: { ...c.req.valid("json"), id: c.req.valid("param").webhook } }), 200),
    )
    .openapi(remove, async (c) => {
      await deleteWebhook({ ...place(c), input: { id: c.req.valid("param").webhook } });
      return c.body(null, 204);
    })
    .openapi(secret, async (c) => {
      c.header("cache-control", "no-store");
      return c.json(await readSecret({ ...place(c), input: { id: c.req.valid("param").webhook } }), 200);
    })
    .openapi(rotate, async (c) =>
      c.json(await rotateSecret({ ...place(c), input: { ...c.req.valid("json"), id: c.req.valid("param").webhook } }), 200),
    )
    .openapi(test, async (c) =>
      c.json(await testDelivery({ ...place(c), input: { ...c.req.valid("json"), id: c.req.valid("param").webhook } }), 200),
    )
    .openapi(replay, async (c) =>
      c.json(await replayDeliveries({ ...place(c), input: { ...c.req.valid("json"), id: c.req.valid("param").webhook } }), 200),
    )
    .openapi(resume, async (c) => c.json(await resumeDeliveries({ ...place(c), input: { id: c.req.valid("param").webhook } }), 200))
    .openapi(stats, async (c) => c.json(await readDeliveryStats({ ...place(c), input: { id: c.req.valid("param").webhook } }), 200))
    .openapi(messages, async (c) =>
      c.json(await listDeliveries({ ...place(c), input: { ...c.req.valid("query"), id: c.req.valid("param").webhook } }), 200),
    )
    .openapi(message, async (c) => {
      const { webhook: id, message: of } = c.req.valid("param");
      return c.json(await getDelivery({ ...place(c), input: { id, message: of } }), 200);
    })
    .openapi(messageReplay, async (c) => {
      const { webhook: id, message: of } = c.req.valid("param");
      return c.json(await replayDelivery({ ...place(c), input: { id, message: of } }), 200);
    });
}

export const webhookRoutes = routesOf(organization);
export const workspaceWebhookRoutes = routesOf(workspace);
