import { z } from "zod";
import { ActorRef } from "./audit.ts";
import { DisplayName, idOf, Timestamp } from "./common.ts";

/** Largest state of a view, as JSON, in bytes. */
export const VIEW_STATE_MAX = 64_000;

const State = z
  .record(z.string(), z.unknown())
  .refine((state) => JSON.stringify(state).length <= VIEW_STATE_MAX, `may have at most ${VIEW_STATE_MAX} characters as JSON`)
  .meta({ description: "what the page needs to look as it did: filter, columns, panels" });

/** A saved state of a page: one's own, or everybody's of the workspace. */
export const View = z
  .object({
    id: idOf("view"),
    page: z.enum(["runs", "compare"]),
    name: z.string(),
    scope: z.enum(["personal", "shared"]),
    state: State,
    created_by: ActorRef,
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "View" });
export type View = z.infer<typeof View>;

export const CreateView = z
  .strictObject({
    page: z.enum(["runs", "compare"]).default("runs"),
    name: DisplayName,
    scope: z.enum(["personal", "shared"]).default("personal"),
    state: State,
  })
  .meta({ id: "CreateView", examples: [{ name: "Best of the week", state: { filter: "metrics.loss.min < 0.2" } }] });
export type CreateView = z.infer<typeof CreateView>;

export const UpdateView = z
  .strictObject({ name: DisplayName.optional(), scope: z.enum(["personal", "shared"]).optional(), state: State.optional() })
  .meta({ id: "UpdateView", examples: [{ name: "Best of the month" }] });
export type UpdateView = z.infer<typeof UpdateView>;
