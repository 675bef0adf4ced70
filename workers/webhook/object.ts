import { DurableObject } from "cloudflare:workers";
import { sendChanges } from "../control/outbox/send.ts";
import { disableWebhook, tellExhausted as recordExhausted } from "../control/webhooks/disable.ts";
import { refusedUrl } from "../control/webhooks/url.ts";
import { jobCtx } from "../jobs/context.ts";
import { type Answer, answerOf } from "../shared/answer.ts";
import { systemClock } from "../shared/clock.ts";
import { errorFields, log } from "../shared/log.ts";
import { migrate } from "../shared/migrate.ts";
import { recordDeliveries } from "../usage/stub.ts";
import { dropOldMessages, nextWake, tellExhausted, tellUsage } from "./chores.ts";
import type { WebhookCtx } from "./context.ts";
import { Delivery } from "./delivery/delivery.ts";
import { sendTest } from "./delivery/send-test.ts";
import { readStats } from "./delivery/stats.ts";
import { ALARM_RETRY_MS, RESOLVED_CACHE_MS, TARGET_CACHE_MS } from "./limits.ts";
import { type Accepted, acceptMessages } from "./messages/accept.ts";
import { getMessage, listMessages, type MessageListInput } from "./messages/list.ts";
import { type ReplayRange, replayOne, replayRange, resumeAll } from "./messages/replay.ts";
import { holdAll, type NewMessage } from "./messages/store.ts";
import { WEBHOOK_MIGRATIONS } from "./migrations.ts";
import { readTarget, type Target } from "./target.ts";

interface Kept<T> {
  value: T;
  until: number;
}

/**
 * The deliveries of one endpoint, named by the endpoint's id: what waits, what was tried and how it went. Only stub.ts calls it. One
 * endpoint is one object, so a slow or dead one delays no other, and its schedule outlives whatever crashes.
 */
export class Webhook extends DurableObject<Env> {
  readonly #verbs: WebhookCtx;
  readonly #delivery: Delivery;
  #target: Kept<Target | null> | null = null;
  #refused: Kept<{ url: string; why: string | null }> | null = null;
  #isGone = false;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#verbs = this.#makeCtx();
    this.#delivery = new Delivery(this.#verbs);
    state.blockConcurrencyWhile(async () => {
      await migrate(state.storage, WEBHOOK_MIGRATIONS, systemClock.now());
      if ((await state.storage.getAlarm()) === null) await this.#arm();
    });
  }

  /** Takes messages over; they are stored when it answers. */
  async accept(input: Accepted): Promise<void> {
    if (this.#isGone) return;
    acceptMessages(this.#verbs, input);
    await this.#wake();
  }

  /** The endpoint was changed or deleted. */
  async refresh(): Promise<void> {
    this.#target = null;
    this.#refused = null;
    this.#delivery.stop();
    if (!this.#isGone) await this.ctx.storage.setAlarm(systemClock.now());
  }

  /** Sends a message at once and answers how it went. */
  async messageTest(message: NewMessage): Promise<Answer<ReturnType<typeof getMessage>>> {
    const target = await this.#verbs.target();
    if (target) await sendTest(this.#verbs, target, message);
    await this.#arm();
    return answerOf(() => getMessage(this.#verbs, message.id, target));
  }

  messageList(input: MessageListInput): ReturnType<typeof listMessages> {
    return listMessages(this.#verbs, input);
  }

  async messageGet(id: string): Promise<Answer<ReturnType<typeof getMessage>>> {
    const target = await this.#verbs.target();
    return answerOf(() => getMessage(this.#verbs, id, target));
  }

  stats(): ReturnType<typeof readStats> {
    return readStats(this.#verbs);
  }

  async messageReplay(id: string): Promise<Answer<ReturnType<typeof replayOne>>> {
    const answer = answerOf(() => replayOne(this.#verbs, id));
    await this.#wake();
    return answer;
  }

  async replay(range: ReplayRange): Promise<number> {
    const count = replayRange(this.#verbs, range);
    if (!range.isDry) await this.#wake();
    return count;
  }

  async resume(): Promise<number> {
    const count = resumeAll(this.#verbs);
    await this.#wake();
    return count;
  }

  /** Delivers what is due, and sets the next alarm whatever happens: one that is lost is never set again by itself. */
  override async alarm(): Promise<void> {
    try {
      await this.#work();
      await this.#arm();
    } catch (error) {
      log({ level: "error", msg: "webhook alarm failed", webhook: this.#verbs.id, ...errorFields(error) });
      if (!this.#isGone) await this.ctx.storage.setAlarm(systemClock.now() + ALARM_RETRY_MS);
    }
  }

  async #work(): Promise<void> {
    if (this.#isGone) return;
    const target = await this.#verbs.target();
    if (!target) {
      this.#isGone = true;
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
      return;
    }
    if (target.isDisabled) holdAll(this.#verbs.sql);
    else await this.#delivery.run(target);
    await tellExhausted(this.#verbs);
    await tellUsage(this.#verbs, target);
    dropOldMessages(this.#verbs);
  }

  /** Something is due now: a run that is on sends it, and an alarm sees to it if that one dies. */
  async #wake(): Promise<void> {
    this.#delivery.poke();
    await this.ctx.storage.setAlarm(systemClock.now());
  }

  async #arm(): Promise<void> {
    if (this.#isGone) return;
    const target = this.#target?.value ?? null;
    const at = nextWake(this.#verbs, target ? this.#delivery.allowedAt(target) : 0);
    const set = await this.ctx.storage.getAlarm();
    if (at !== null && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
  }

  async #readTarget(): Promise<Target | null> {
    const now = systemClock.now();
    if (this.#target && now < this.#target.until) return this.#target.value;
    const value = await readTarget(this.#controlCtx(), this.#verbs.id);
    this.#target = { value, until: now + TARGET_CACHE_MS };
    return value;
  }

  async #readRefused(url: string): Promise<string | null> {
    const now = systemClock.now();
    if (this.#refused && now < this.#refused.until && this.#refused.value.url === url) return this.#refused.value.why;
    const why = await refusedUrl(this.#controlCtx().settings, url);
    // Only what was allowed is kept: a resolver that was away is asked again.
    this.#refused = why === null ? { value: { url, why }, until: now + RESOLVED_CACHE_MS } : null;
    return why;
  }

  #controlCtx() {
    return jobCtx(this.env, this.ctx, `webhook-${crypto.randomUUID()}`);
  }

  /** Writes into the audit trail of the endpoint's organization, and says so. */
  async #record(write: (ctx: ReturnType<typeof jobCtx>, row: Target["row"]) => Promise<void>): Promise<void> {
    const target = await this.#verbs.target();
    if (!target) return;
    const ctx = this.#controlCtx();
    await write(ctx, target.row);
    sendChanges(ctx);
  }

  #makeCtx(): WebhookCtx {
    const { storage, id } = this.ctx;
    return {
      id: id.name ?? "",
      storage,
      sql: storage.sql,
      clock: systemClock,
      random: Math.random,
      send: (input, init) => fetch(input, init),
      target: () => this.#readTarget(),
      refused: (url) => this.#readRefused(url),
      disable: async (reason) => {
        await this.#record((ctx, row) => disableWebhook({ ctx, input: { row, reason } }));
        this.#target = null;
      },
      tellUsage: (orgId, report) => recordDeliveries(this.env, orgId, report),
      tellExhausted: (messages) => this.#record((ctx, row) => recordExhausted({ ctx, input: { row, messages } })),
    };
  }
}
