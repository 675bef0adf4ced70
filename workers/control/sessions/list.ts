import type { Page, Session } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";
import { decodeCursor, IdCursor, toPage } from "../../shared/cursor.ts";
import type { CallerCtx } from "../context.ts";
import { requirePerson } from "../me/person.ts";
import { listSessionRows } from "./store.ts";

interface ListInput {
  cursor?: string | undefined;
  limit: number;
}

/** The caller's live browser sessions, newest first. Throws `forbidden` for API keys and service accounts. */
export async function listSessions({ ctx, input }: { ctx: CallerCtx; input: ListInput }): Promise<Page<Session>> {
  const { id: userId } = requirePerson(ctx.caller);
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor, IdCursor);
  const rows = await listSessionRows(ctx.db, { userId, now: ctx.clock.now(), after, take: input.limit + 1 });
  return toPage(
    rows,
    input.limit,
    (row) => row.id,
    (row) => ({
      id: row.id,
      current: row.id === ctx.caller.credential.id,
      user_agent: row.userAgent,
      ip: row.ip,
      created_at: timestamp(row.createdAt),
      last_seen_at: timestamp(row.lastSeenAt),
      expires_at: timestamp(Math.min(row.idleExpiresAt, row.absoluteExpiresAt)),
    }),
  );
}
