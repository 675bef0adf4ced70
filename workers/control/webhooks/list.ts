import type { Page, Webhook } from "@cairn/sdk/schema";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import { placeOf, requireEndpoint, type WebhookArgs } from "./place.ts";
import { listEndpointRows } from "./store.ts";
import { webhookView } from "./view.ts";

/** Endpoints, the oldest first. */
export async function listWebhooks(args: WebhookArgs<{ cursor?: string | undefined; limit: number }>): Promise<Page<Webhook>> {
  const { ctx, input } = args;
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listEndpointRows(ctx.db, placeOf(args), { after, take: input.limit + 1 });
  return toPage(
    rows,
    input.limit,
    (row) => row.id,
    (row) => webhookView(row, ctx.clock.now()),
  );
}

/** One endpoint. Throws `not_found`. */
export const getWebhook = async (args: WebhookArgs<{ id: string }>): Promise<Webhook> =>
  webhookView(await requireEndpoint(args), args.ctx.clock.now());
