import { z } from "zod";
import { View } from "../views.ts";
import { workspaceEvent } from "./define.ts";

/** The name is told of shared views only: everybody in the workspace can read events. */
const Told = z.strictObject({ page: View.shape.page, scope: View.shape.scope, name: z.string().optional() });
const example = { page: "runs", scope: "shared", name: "Best of the week" } as const;

/** Events of saved views. */
export const VIEW_EVENTS = {
  "view.created": workspaceEvent({ description: "A view was saved", subject: "view", data: Told, example }),
  "view.updated": workspaceEvent({ description: "A saved view was changed", subject: "view", data: Told, example }),
  "view.deleted": workspaceEvent({ description: "A saved view was deleted", subject: "view", data: Told, example }),
} as const;
