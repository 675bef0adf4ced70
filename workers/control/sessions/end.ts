import { notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditSignIn } from "../audit/record.ts";
import type { CallerCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { endSession, hasSession } from "./store.ts";

/** Ends one of the caller's sessions, the current one too; ending it again is no error. Throws `not_found` for anybody else's. */
export async function endOwnSession({ ctx, id }: { ctx: CallerCtx; id: string }): Promise<void> {
  const { id: userId } = requirePerson(ctx.caller);
  if (!(await hasSession(ctx.db, { id, userId }))) throw notFound("session");
  const { statements } = auditSignIn(ctx, { action: "session.ended", target: { type: "session", id } }, userId);
  await ctx.db.batch([endSession(ctx.db, { id, userId, now: ctx.clock.now() }), ...statements]);
  forgetAccess();
}
