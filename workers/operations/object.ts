import { DurableObject } from "cloudflare:workers";
import { DAY_MS } from "../shared/clock.ts";
import type { CheckResult, Component } from "./checks.ts";
import { METERS_MAX, METERS_WRITE_MS, STATUS_DAYS } from "./limits.ts";

/** How the parts of the system were on one day. */
export interface DayOfStatus {
  /** Start of the day in UTC, Unix ms. */
  day: number;
  component: Component;
  checks: number;
  failures: number;
}

/** Keeps what operators ask for. Nothing that a tenant sees depends on it. */
export class Operations extends DurableObject<Env> {
  readonly #counts = new Map<string, number>();
  readonly #changed = new Set<string>();
  #writeIsSet = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS counts (series TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID");
    sql.exec(`CREATE TABLE IF NOT EXISTS days (day INTEGER NOT NULL, component TEXT NOT NULL, checks INTEGER NOT NULL, failures INTEGER NOT NULL,
      PRIMARY KEY (day, component)) STRICT, WITHOUT ROWID`);
    sql.exec(
      `CREATE TABLE IF NOT EXISTS latest (component TEXT PRIMARY KEY, at INTEGER NOT NULL, ok INTEGER NOT NULL, ms REAL NOT NULL) STRICT, WITHOUT ROWID`,
    );
    for (const { series, value } of sql.exec<{ series: string; value: number }>("SELECT series, value FROM counts"))
      this.#counts.set(series, value);
  }

  /** Answers, which is all that its own check wants to know. */
  ping(): "ok" {
    return "ok";
  }

  /** Adds what an isolate counted. Written within a minute, by the alarm. */
  async addCounts(counts: readonly (readonly [series: string, by: number])[]): Promise<void> {
    for (const [series, by] of counts) {
      const before = this.#counts.get(series);
      if (before === undefined && this.#counts.size >= METERS_MAX) continue;
      this.#counts.set(series, (before ?? 0) + by);
      this.#changed.add(series);
    }
    if (this.#writeIsSet || this.#changed.size === 0) return;
    this.#writeIsSet = true;
    await this.ctx.storage.setAlarm(Date.now() + METERS_WRITE_MS);
  }

  /** Counts by series. */
  readCounts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** Keeps what a check of all parts found, and forgets days that nobody is told of any more. */
  recordChecks(results: readonly CheckResult[], atMs: number): void {
    const { sql } = this.ctx.storage;
    const day = Math.floor(atMs / DAY_MS) * DAY_MS;
    this.ctx.storage.transactionSync(() => {
      for (const { component, ok, ms } of results) {
        sql.exec(
          `INSERT INTO days VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET checks = checks + 1, failures = failures + excluded.failures`,
          day,
          component,
          ok ? 0 : 1,
        );
        sql.exec("INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?)", component, atMs, ok ? 1 : 0, ms);
      }
      sql.exec("DELETE FROM days WHERE day <= ?", day - STATUS_DAYS * DAY_MS);
    });
  }

  /** Days with checks, oldest first. */
  readDays(): DayOfStatus[] {
    const { sql } = this.ctx.storage;
    return sql
      .exec<{ day: number; component: string; checks: number; failures: number }>("SELECT * FROM days ORDER BY day, component")
      .toArray() as DayOfStatus[];
  }

  /** When the parts were last checked by the clock, Unix ms; null: never. */
  lastCheckAt(): number | null {
    return this.ctx.storage.sql.exec<{ at: number | null }>("SELECT max(at) AS at FROM latest").one().at;
  }

  override alarm(): void {
    this.#writeIsSet = false;
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      for (const series of this.#changed) sql.exec("INSERT OR REPLACE INTO counts VALUES (?, ?)", series, this.#counts.get(series) ?? 0);
    });
    this.#changed.clear();
  }
}
