import type { CreateView, View } from "@cairn/sdk/schema";
import { transact, type VerbInput } from "../context.ts";
import { VIEWS_MAX } from "../limits.ts";
import { limitReached, requireRoom } from "../space.ts";
import { countViews, findView, insertView, readView, toldOf, toView } from "./store.ts";

/** Keeps a view; with an id that it made before it answers that one. Throws `limit_reached`. */
export function createView({ ctx, input }: VerbInput<CreateView & { id: string }>): View {
  const { sql, actor } = ctx;
  const earlier = findView(sql, input.id, actor.id);
  if (earlier) return toView(earlier);
  requireRoom(sql);
  if (countViews(sql) >= VIEWS_MAX) throw limitReached("views", VIEWS_MAX);
  transact(ctx, (emit) => {
    insertView(sql, { ...input, createdBy: actor, now: ctx.clock.now() });
    emit({ type: "view.created", subject: { type: "view", id: input.id }, data: toldOf(input) });
  });
  return toView(readView(sql, input.id, actor.id));
}
