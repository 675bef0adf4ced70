import { DurableObject } from "cloudflare:workers";
import type { Plan } from "@cairn/sdk/schema";
import { sendChanges } from "../control/outbox/send.ts";
import { jobCtx } from "../jobs/context.ts";
import { type Bucket, type Quota, type Taken, takeOne } from "../limiter/bucket.ts";
import { monthOf, systemClock } from "../shared/clock.ts";
import { newId } from "../shared/ids.ts";
import { errorFields, log } from "../shared/log.ts";
import { migrate } from "../shared/migrate.ts";
import { readWorkspaceUsage } from "../workspace/stub.ts";
import { Asking } from "./asking.ts";
import { ASK_AFTER_MS, ASK_RETRY_MS, ASK_SOON_MS, WRITE_BEHIND_MS } from "./limits.ts";
import { USAGE_MIGRATIONS } from "./migrations.ts";
import { type CountedLimit, firstReached, type Reached, readUsed, type Used } from "./month.ts";
import { RequestCounter } from "./requests.ts";
import { raiseCount, readDays, readHeldBefore, type UsageRow } from "./store.ts";
import { noteThresholds, tellThresholds } from "./thresholds.ts";

/** A request that wants to be let through. */
export interface AdmitInput {
  quota: Quota;
  /** null: it is for none. */
  workspaceId: string | null;
  plan: Plan;
  /** Limits that it may not go on with when they are used up. */
  heeds: readonly CountedLimit[];
}

export interface Admitted {
  taken: Taken;
  /** The limit of the plan that it was refused for. */
  reached: Reached | null;
}

/** Attempts of an endpoint by day: all of them, told as often as one likes. */
export interface DeliveryReport {
  endpoint: string;
  workspaceId: string | null;
  days: readonly { day: number; attempts: number }[];
}

export interface UsageReadInput {
  /** Starts of the first and the last day in UTC, Unix ms. */
  from: number;
  to: number;
  /** Those that live, of which the answer has to be exact. */
  workspaces: readonly string[];
  /** The one that is asked for; null: all. */
  only: string | null;
}

export interface UsageRead {
  rows: UsageRow[];
  /** What was held before the first day. */
  heldBefore: UsageRow[];
  /** In this month. */
  used: Used;
}

const BUCKET_KEY = "bucket";
const PLAN_KEY = "plan";

/**
 * What one organization uses, named by its id: every request passes here, is counted and held against its rate and its plan. What
 * workspaces count themselves is asked from them. Only stub.ts calls it.
 */
export class Usage extends DurableObject<Env> {
  readonly #requests = new RequestCounter();
  #asking!: Asking;
  #bucket: Bucket | null;
  #plan: Plan | null;
  /** As of the last look, with the requests and runs since. */
  #used: { month: number; used: Used } | null = null;
  #writeIsDue = false;
  #alarmAt: number | null = null;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#bucket = state.storage.kv.get<Bucket>(BUCKET_KEY) ?? null;
    this.#plan = state.storage.kv.get<Plan>(PLAN_KEY) ?? null;
    state.blockConcurrencyWhile(async () => {
      await migrate(state.storage, USAGE_MIGRATIONS, systemClock.now());
      this.#asking = new Asking({
        storage: state.storage,
        now: () => systemClock.now(),
        ask: (workspaceId, question) => readWorkspaceUsage(env, workspaceId, question),
      });
      this.#alarmAt = await state.storage.getAlarm();
      this.#arm();
    });
  }

  /** Lets a request through and counts it, unless too many came in the last minute or what it wants to add to is used up. */
  admit({ quota, workspaceId, plan, heeds }: AdmitInput): Admitted {
    const now = systemClock.now();
    const { bucket, taken } = takeOne(this.#bucket, quota, now);
    this.#bucket = bucket;
    this.#writeSoon();
    if (!taken.allowed) return { taken, reached: null };
    this.#setPlan(plan);
    const used = this.#usedAt(now);
    const reached = firstReached(plan, used, heeds);
    if (reached) return { taken, reached };
    used.requests_per_month += 1;
    // The workspace's own count takes its place when it is asked.
    const isRun = heeds.includes("runs_per_month");
    if (isRun) used.runs_per_month += 1;
    this.#requests.add(now, workspaceId ?? "");
    const delay = Object.keys(plan.limits).length > 0 ? ASK_SOON_MS : ASK_AFTER_MS;
    if (workspaceId !== null) this.#asking.note(workspaceId, { delayMs: delay, isRun });
    this.#wakeAt(now + delay);
    return { taken, reached: null };
  }

  /** What was used from one day to another, exact to the last request that was answered. `workspaces` are those that live. */
  async read({ from, to, workspaces, only }: UsageReadInput): Promise<UsageRead> {
    await this.#asking.askForReader(workspaces);
    this.#write();
    this.#used = null;
    const { sql } = this.ctx.storage;
    const used = readUsed(sql, systemClock.now());
    const wanted = (rows: UsageRow[]) => (only === null ? rows : rows.filter(({ workspace }) => workspace === only));
    return { rows: wanted(readDays(sql, { from, to })), heldBefore: wanted(readHeldBefore(sql, from)), used };
  }

  /** Takes over what an endpoint's object counted. */
  recordDeliveries({ endpoint, workspaceId, days }: DeliveryReport): void {
    const { storage } = this.ctx;
    storage.transactionSync(() => {
      for (const { day, attempts } of days)
        raiseCount(storage.sql, { day, meter: "deliveries", workspace: workspaceId ?? "", source: endpoint, value: attempts });
    });
  }

  /** A workspace is about to be cleared: what it used is taken over. Again is harmless. */
  async endWorkspace(workspaceId: string): Promise<void> {
    await this.#asking.askLast(workspaceId);
    this.#used = null;
  }

  /** Asks workspaces that had requests, and tells of parts of limits that are reached. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    try {
      await this.#asking.askDue();
      this.#write();
      this.#used = null;
      await this.#tell();
      this.#arm();
    } catch (error) {
      log({ level: "error", msg: "usage alarm failed", org: this.ctx.id.name, ...errorFields(error) });
      this.#wakeAt(systemClock.now() + ASK_RETRY_MS);
    }
  }

  async #tell(): Promise<void> {
    if (!this.#plan) return;
    const now = systemClock.now();
    const { sql } = this.ctx.storage;
    noteThresholds(sql, { plan: this.#plan, used: readUsed(sql, now), now, newId: () => newId("audit", now) });
    const ctx = jobCtx(this.env, this.ctx, `usage-${crypto.randomUUID()}`);
    await tellThresholds(sql, ctx, this.ctx.id.name ?? "");
    sendChanges(ctx);
  }

  #usedAt(now: number): Used {
    const month = monthOf(now);
    if (this.#used?.month !== month) {
      this.#requests.write(this.ctx.storage);
      const used = readUsed(this.ctx.storage.sql, now);
      this.#used = { month, used: { ...used, runs_per_month: used.runs_per_month + this.#asking.runs } };
    }
    return this.#used.used;
  }

  #setPlan(plan: Plan): void {
    if (JSON.stringify(plan) === JSON.stringify(this.#plan)) return;
    this.#plan = plan;
    this.ctx.storage.kv.put(PLAN_KEY, plan);
  }

  #writeSoon(): void {
    if (this.#writeIsDue) return;
    this.#writeIsDue = true;
    setTimeout(() => this.#write(), WRITE_BEHIND_MS);
  }

  #write(): void {
    if (!this.#writeIsDue) return;
    this.#writeIsDue = false;
    this.#requests.write(this.ctx.storage);
    this.ctx.storage.kv.put(BUCKET_KEY, this.#bucket);
  }

  #arm(): void {
    const at = this.#asking.nextAt();
    if (at !== null) this.#wakeAt(at);
  }

  #wakeAt(atMs: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= atMs) return;
    this.#alarmAt = atMs;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(atMs));
  }
}
