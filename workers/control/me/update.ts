import type { UpdateMe, User } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { notFound } from "../../shared/errors.ts";
import { forgetAccess } from "../access/cache.ts";
import { auditRow } from "../audit/record.ts";
import type { CallerCtx } from "../context.ts";
import { requirePerson } from "./person.ts";
import { readUser, renameUser } from "./store.ts";

/** Changes the caller's own name, which sign-ins leave alone from then on. Throws `forbidden` for API keys and service accounts. */
export async function updateMe({ ctx, input }: { ctx: CallerCtx; input: UpdateMe }): Promise<User> {
  const { id } = requirePerson(ctx.caller);
  const { name } = input;
  const target = { type: "user", id, name };
  const states = { before: { name: ctx.caller.actor.name }, after: { name } };
  await ctx.db.batch([
    renameUser(ctx.db, { id, name }),
    auditRow(ctx, { action: "user.updated", orgId: null, target, data: { name }, ...states }),
  ]);
  forgetAccess();
  const user = await readUser(ctx.db, id);
  if (!user) throw notFound("user");
  return { id, name: user.name, email: user.email, created_at: timestamp(user.createdAt) };
}
