import { REGISTER_BODY_MAX_BYTES } from "@cairn/sdk/schema";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { Fault } from "../../shared/errors.ts";
import type { AppEnv } from "../context.ts";

/** Largest body of an ordinary request. */
export const BODY_MAX_BYTES = 1024 * 1024;
/** Largest body of a batch of metric points: 10,000 points of three numbers fit several times over. */
export const LOG_BODY_MAX_BYTES = 8 * 1024 * 1024;

const limitTo = (maxBytes: number) =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new Fault("payload_too_large", `A body here may have at most ${maxBytes} bytes.`, {
        limit: { name: "body_bytes", value: maxBytes },
      });
    },
  });
const ordinary = limitTo(BODY_MAX_BYTES);
const ofLog = limitTo(LOG_BODY_MAX_BYTES);
const ofTasks = limitTo(REGISTER_BODY_MAX_BYTES);

/** Operations that take many tasks at once, as JSON or as a line of JSON each. */
const TAKES_TASKS = /^\/api\/v1\/.*\/tasks\/(register|import)$/;
/** A body of one JSON value a line. */
export const LINES_TYPE = "application/x-ndjson";

/** Operations whose body is bytes (`bytesBody`): they look at its length themselves, and never hold it. */
const TAKES_BYTES = /^\/api\/v1\/.*\/(blobs\/[^/]+|uploads\/[^/]+\/parts\/[^/]+)$/;

/** Refuses bodies that are too large, and on the API bodies that are not JSON. */
export const checkBody = createMiddleware<AppEnv>(async (c, next) => {
  // Browsers declare a length of 0 for a write without a body, for which the runtime still makes an (empty) stream.
  const declaresNone = c.req.header("content-length") === "0" && c.req.header("transfer-encoding") === undefined;
  const isEmpty = c.req.raw.body === null || declaresNone;
  if (isEmpty || ["GET", "HEAD"].includes(c.req.method)) return next();
  if (c.req.method === "PUT" && TAKES_BYTES.test(c.req.path)) return next();
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (c.req.method === "POST" && TAKES_TASKS.test(c.req.path)) {
    if (type !== "application/json" && type !== LINES_TYPE)
      throw new Fault("unsupported_media_type", `Send the body as Content-Type: ${LINES_TYPE} or application/json.`);
    return ofTasks(c, next);
  }
  if (c.req.path.startsWith("/api/v1/") && type !== "application/json")
    throw new Fault("unsupported_media_type", "Send the body as Content-Type: application/json.");
  return c.req.path.endsWith("/log") ? ofLog(c, next) : ordinary(c, next);
});
