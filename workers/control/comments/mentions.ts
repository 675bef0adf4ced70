import { type Mention, mentionedIn } from "@cairn/sdk/schema";
import type { WorkspaceCtx } from "../context.ts";
import { readMembersNamed } from "../members/store.ts";

/** The members whom a text names. Whoever is none is left out, and nobody learns whether there is such a person. */
export async function readMentions({ ctx, input }: { ctx: WorkspaceCtx; input: { body: string } }): Promise<Mention[]> {
  const userIds = mentionedIn(input.body);
  return userIds.length === 0 ? [] : readMembersNamed(ctx.db, { orgId: ctx.org.id, userIds });
}
