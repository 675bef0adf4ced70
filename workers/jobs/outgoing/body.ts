import { NotificationKind } from "@cairn/sdk/schema";
import { z } from "zod";
import type { Letter } from "../../mail/template.ts";

const Line = z.object({ title: z.string(), path: z.string().nullable(), where: z.string() });

/** What a row of `outgoing` holds in its `body`, as JSON: what is told, of which the words of the channel are made when it is sent. */
export const OutgoingBody = z.object({
  kind: z.enum(["notification", "invitation", "digest"]),
  /** What it tells of; left out where it gathers many. */
  about: NotificationKind.optional(),
  lines: z.array(Line),
});
export type OutgoingBody = z.infer<typeof OutgoingBody>;

const REASON: Record<OutgoingBody["kind"], string> = {
  notification: "You get this because it concerns you.",
  invitation: "You get this because somebody of the organization entered your address. If you do not know them, leave it.",
  digest: "You get this because you asked to be told once in a while.",
};

/** A body as a letter. */
export function letterOf({ subject, body, origin }: { subject: string; body: OutgoingBody; origin: string }): Letter {
  return {
    subject,
    opening: body.kind === "digest" ? "What happened since the last message:" : null,
    lines: body.lines.map(({ title, path, where }) => ({ title, where, link: path === null ? null : origin + path })),
    action: body.kind === "invitation" ? "Answer the invitation" : "Open in Cairn",
    reason: REASON[body.kind],
    settings: body.kind === "invitation" ? null : `${origin}/account/notifications`,
  };
}
