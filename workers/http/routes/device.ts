import { AuthorizationOutcome, AuthorizationRequest, Decision, DeviceRequest } from "@cairn/sdk/schema";
import { decideAuthorization, showAuthorization } from "../../control/oauth/authorization.ts";
import { decideDevice, showDevice } from "../../control/oauth/device.ts";
import { callerCtx } from "../context.ts";
import { jsonAnswer, jsonBody, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const guard = { on: "session" } as const;
const tag = "Sign-in of programs";

const deviceShow = operation({
  id: "deviceGet",
  method: "get",
  path: "/api/v1/device/{user_code}",
  tag,
  summary: "The device sign-in behind a code",
  guard,
  request: { params: pathParams("user_code") },
  responses: { 200: jsonAnswer(DeviceRequest) },
});

const deviceDecide = operation({
  id: "deviceDecide",
  method: "post",
  path: "/api/v1/device/{user_code}/decision",
  tag,
  summary: "Approve or deny a device sign-in",
  guard,
  request: { params: pathParams("user_code"), body: jsonBody(Decision) },
  responses: { 200: jsonAnswer(DeviceRequest) },
});

const authorizationShow = operation({
  id: "authorizationGet",
  method: "get",
  path: "/api/v1/authorizations/{authorization}",
  tag,
  summary: "The browser sign-in of a program that waits for consent",
  guard,
  request: { params: pathParams("authorization") },
  responses: { 200: jsonAnswer(AuthorizationRequest) },
});

const authorizationDecide = operation({
  id: "authorizationDecide",
  method: "post",
  path: "/api/v1/authorizations/{authorization}/decision",
  tag,
  summary: "Consent to a browser sign-in of a program, or refuse",
  guard,
  request: { params: pathParams("authorization"), body: jsonBody(Decision) },
  responses: { 200: jsonAnswer(AuthorizationOutcome) },
});

export const deviceRoutes = router()
  .openapi(deviceShow, async (c) =>
    c.json(await showDevice({ ctx: callerCtx(c), input: { userCode: c.req.valid("param").user_code } }), 200),
  )
  .openapi(deviceDecide, async (c) =>
    c.json(
      await decideDevice({
        ctx: callerCtx(c),
        input: { userCode: c.req.valid("param").user_code, decision: c.req.valid("json").decision },
      }),
      200,
    ),
  )
  .openapi(authorizationShow, async (c) =>
    c.json(await showAuthorization({ ctx: callerCtx(c), input: { id: c.req.valid("param").authorization } }), 200),
  )
  .openapi(authorizationDecide, async (c) =>
    c.json(
      await decideAuthorization({
        ctx: callerCtx(c),
        input: { id: c.req.valid("param").authorization, decision: c.req.valid("json").decision },
      }),
      200,
    ),
  );
