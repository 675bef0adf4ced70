import { notFound } from "../../shared/errors.ts";
import type { OrgCtx } from "../context.ts";
import { type EndpointRow, readEndpoint } from "./store.ts";

/** What verbs on endpoints take: all of an organization (`workspaceId` null), or those of one workspace. */
export interface WebhookArgs<I> {
  ctx: OrgCtx;
  workspaceId: string | null;
  input: I;
}

export const placeOf = ({ ctx, workspaceId }: Pick<WebhookArgs<unknown>, "ctx" | "workspaceId">) => ({ orgId: ctx.org.id, workspaceId });

/** The endpoint of that id in this place. Throws `not_found`. */
export async function requireEndpoint(args: WebhookArgs<{ id: string }>): Promise<EndpointRow> {
  const row = await readEndpoint(args.ctx.db, placeOf(args), args.input.id);
  if (!row) throw notFound("webhook");
  return row;
}
