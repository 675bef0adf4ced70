import type { UpdateView, View } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { transact, type VerbInput } from "../context.ts";
import { deleteViewRow, readView, toldOf, toView, writeView } from "./store.ts";

/**
 * Changes a view; writes and tells nothing when it changes nothing. Throws `not_found`, and `forbidden` when somebody else than the
 * one who made it would take a shared view away from all.
 */
export function updateView({ ctx, input }: VerbInput<{ view: string; patch: UpdateView }>): View {
  const row = readView(ctx.sql, input.view, ctx.actor.id);
  const { name = row.name, scope = row.scope, state } = input.patch;
  const after = { id: row.id, name, scope, state: state ? JSON.stringify(state) : row.state };
  if (after.name === row.name && after.scope === row.scope && after.state === row.state) return toView(row);
  if (scope === "personal" && row.owner_id !== ctx.actor.id)
    throw new Fault("forbidden", "Only who made a view can make it their own again. Make a view of your own with this state.");
  transact(ctx, (emit) => {
    writeView(ctx.sql, after, ctx.clock.now());
    emit({ type: "view.updated", subject: { type: "view", id: row.id }, data: toldOf(toView({ ...row, ...after })) });
  });
  return toView(readView(ctx.sql, row.id, ctx.actor.id));
}

/** Deletes a view. Throws `not_found`. */
export function deleteView({ ctx, input }: VerbInput<{ view: string }>): void {
  const row = readView(ctx.sql, input.view, ctx.actor.id);
  transact(ctx, (emit) => {
    deleteViewRow(ctx.sql, row.id);
    emit({ type: "view.deleted", subject: { type: "view", id: row.id }, data: toldOf(toView(row)) });
  });
}
