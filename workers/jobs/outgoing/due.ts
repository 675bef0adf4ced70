import type { RequestCtx } from "../../control/context.ts";
import { endDigested, insertOutgoing, listDigests, listDue, type OutgoingRow } from "../../control/outgoing/store.ts";
import { errorFields, log } from "../../shared/log.ts";
import { OutgoingBody } from "./body.ts";

/** Messages that one message of the queue names. Ours: each may take a provider's time. */
const IDS_PER_MESSAGE = 10;
/** Messages that one run of cron says again, and mail that it gathers. */
const DUE_PER_RUN = 500;
/** Rows that one message gathers: one statement may have 100 parameters (limit of D1). */
const GATHERED_MAX = 80;

/** Says that messages wait. Never throws: their rows are what counts, and cron says it again. */
export async function queueOutgoing(ctx: RequestCtx, ids: readonly string[]): Promise<void> {
  try {
    for (let i = 0; i < ids.length; i += IDS_PER_MESSAGE)
      await ctx.env.JOBS.send({ v: 1, type: "outgoing.send", ids: ids.slice(i, i + IDS_PER_MESSAGE) });
  } catch (error) {
    log({ level: "warn", msg: "messages not queued", request_id: ctx.requestId, count: ids.length, ...errorFields(error) });
  }
}

/** Gathers what is due of digests, and says again what waits: for cron. */
export async function sendDue(ctx: RequestCtx): Promise<void> {
  const now = ctx.clock.now();
  const digests = Map.groupBy(await listDigests(ctx.db, { now, take: DUE_PER_RUN }), ({ userId }) => userId);
  for (const rows of digests.values()) await gather(ctx, rows.slice(0, GATHERED_MAX));
  await queueOutgoing(ctx, await listDue(ctx.db, { now, take: DUE_PER_RUN }));
}

/** Makes one message of many, in one batch with marking them: none is lost, and none told twice. */
async function gather(ctx: RequestCtx, rows: readonly OutgoingRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const now = ctx.clock.now();
  const lines = rows.flatMap(({ body }) => OutgoingBody.parse(JSON.parse(body)).lines);
  const body: OutgoingBody = { kind: "digest", lines };
  const subject = lines.length === 1 ? first.subject : `${lines.length} notifications`;
  const { userId, recipient, channel } = first;
  await ctx.db.batch([
    insertOutgoing(ctx.db, {
      // Made of the first row that it gathers, so that two that gather at once make one.
      id: `digest:${first.id}`,
      channel,
      userId,
      recipient,
      subject,
      body: JSON.stringify(body),
      state: "waiting",
      dueAt: now,
      createdAt: now,
    }),
    endDigested(
      ctx.db,
      rows.map(({ id }) => id),
      now,
    ),
  ]);
}
