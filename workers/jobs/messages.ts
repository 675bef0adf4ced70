import { z } from "zod";

/**
 * Payloads of the queues. A message outlives a deploy: `v` counts up when a shape changes, and a field added later is optional.
 */
export const JobMessage = z.discriminatedUnion("type", [
  z.object({ v: z.literal(1), type: z.literal("workspace.purge"), orgId: z.string(), workspaceId: z.string() }),
  z.object({ v: z.literal(1), type: z.literal("outgoing.send"), ids: z.array(z.string()) }),
  z.object({ v: z.literal(1), type: z.literal("audit.drop"), orgId: z.string() }),
  z.object({ v: z.literal(1), type: z.literal("audit.archive"), orgId: z.string(), log: z.string() }),
  z.object({
    v: z.literal(1),
    type: z.literal("workspace.events"),
    workspaceId: z.string(),
    first: z.number().int(),
    last: z.number().int(),
  }),
  z.object({ v: z.literal(1), type: z.literal("organization.events"), orgId: z.string() }),
]);
export type JobMessage = z.infer<typeof JobMessage>;

/** Messages that say where events are owed. */
export type EventMessage = Extract<JobMessage, { type: `${string}.events` }>;
