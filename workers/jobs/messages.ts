import { z } from "zod";

/**
 * Payloads of the queue. A message outlives a deploy: `v` counts up when a shape changes, and a field added later is optional.
 */
export const JobMessage = z.discriminatedUnion("type", [
  z.object({ v: z.literal(1), type: z.literal("workspace.purge"), orgId: z.string(), workspaceId: z.string() }),
]);
export type JobMessage = z.infer<typeof JobMessage>;
