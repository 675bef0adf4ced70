import { OpenAPIHono } from "@hono/zod-openapi";
import { notFound } from "../shared/errors.ts";
import type { AppEnv } from "./context.ts";
import { answerError } from "./errors.ts";
import { methodNotAllowed, methodsByPath } from "./method-not-allowed.ts";
import { checkBody } from "./middleware/body.ts";
import { requestContext } from "./middleware/request-context.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { openApiText } from "./openapi.ts";
import { noteRefusal } from "./refusals.ts";
import { mountRoutes } from "./routes/index.ts";

/** The api Worker's HTTP side: everything below /api and /.well-known. */
export const app = new OpenAPIHono<AppEnv>();

app.use(requestContext, securityHeaders, checkBody);
app.onError((error, c) => {
  noteRefusal(error, c);
  return answerError(error, c);
});
mountRoutes(app);
app.get("/api/v1/openapi.json", (c) =>
  c.body(openApiText(app, c.get("origin")), 200, { "content-type": "application/json", "cache-control": "public, max-age=60" }),
);

const methodsOf = methodsByPath(app);
app.notFound((c) => {
  const methods = methodsOf(c.req.path);
  if (methods.length === 0) return answerError(notFound("page of the API"), c);
  c.header("Allow", methods.join(", "));
  return answerError(methodNotAllowed(methods), c);
});
