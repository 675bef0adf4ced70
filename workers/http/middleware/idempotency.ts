import { createMiddleware } from "hono/factory";
import { claimKey, completeKey, releaseKey, unlockKey } from "../../control/idempotency/index.ts";
import { sha256 } from "../../shared/bytes.ts";
import { Fault } from "../../shared/errors.ts";
import { errorFields, log } from "../../shared/log.ts";
import type { AppEnv } from "../context.ts";

/** The draft asks for a quoted string; most clients send it bare, so both are taken. */
const KEY = /^"?([\x21\x23-\x7e]{8,128})"?$/;

/**
 * Answers a repeated write from its first try. The scope is the actor and the operation on its path; the same key with another body
 * is `idempotency_mismatch`, one whose first try still runs is `request_in_progress` (draft-ietf-httpapi-idempotency-key-header).
 */
export const keyed = (operationId: string) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const header = c.req.header("idempotency-key");
    if (header === undefined) return next();
    const key = KEY.exec(header)?.[1];
    if (!key)
      throw new Fault("invalid_request", "Idempotency-Key must be 8–128 visible characters.", {
        errors: [{ path: "header.Idempotency-Key", rule: "format", message: "must be 8–128 visible characters" }],
      });
    const ctx = c.get("callerCtx");
    const scope = `${ctx.caller.actor.id} ${operationId} ${c.req.path}`;
    const fingerprint = await sha256(await c.req.text());
    const claim = await claimKey(ctx, { scope, key, fingerprint });
    if (claim.answer) {
      c.header("Idempotent-Replayed", "true");
      const { body, status } = claim.answer;
      // 204 has no body, not even an empty one.
      if (body === "") return c.body(null, status as 204);
      return c.body(body, status as 200, { "content-type": "application/json" });
    }
    const newId = claim.newId;
    c.set("callerCtx", { ...ctx, newId });
    const orgCtx = c.get("orgCtx");
    if (orgCtx) c.set("orgCtx", { ...orgCtx, newId });
    const workspaceCtx = c.get("workspaceCtx");
    if (workspaceCtx) c.set("workspaceCtx", { ...workspaceCtx, newId });
    await next();
    const settle = async () => {
      if (c.res.ok) await completeKey(ctx, { scope, key, status: c.res.status, body: await c.res.clone().text() });
      else if (c.res.status < 500) await releaseKey(ctx, { scope, key });
      else await unlockKey(ctx, { scope, key });
    };
    // The write has happened or not by now, and the answer says which: a retry that finds no kept answer finds what was made.
    await settle().catch((error: unknown) =>
      log({ level: "error", msg: "idempotency key not settled", request_id: ctx.requestId, ...errorFields(error) }),
    );
    return undefined;
  });
