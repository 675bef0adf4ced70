import type { Db } from "../control/db.ts";
import { errorFields, log } from "../shared/log.ts";
import { CHECK_CACHE_MS, CHECK_TIMEOUT_MS } from "./limits.ts";
import { readAnything } from "./store.ts";
import { operationsOf } from "./stub.ts";

/** The parts of the system that can be down by themselves. */
export const COMPONENTS = ["database", "storage", "objects"] as const;
export type Component = (typeof COMPONENTS)[number];

export interface CheckResult {
  component: Component;
  ok: boolean;
  ms: number;
}

interface Deps {
  env: Env;
  db: Db;
}

const CHECKS: Record<Component, (deps: Deps) => Promise<unknown>> = {
  database: ({ db }) => readAnything(db),
  // A key that is never there: whether the bucket answers is what is asked.
  storage: ({ env }) => env.BLOBS.head("health"),
  objects: ({ env }) => operationsOf(env).ping(),
};

let kept: { env: object; at: number; results: readonly CheckResult[] } | null = null;

/** Asks each part of the system whether it answers; who asks again within two seconds gets the same answer. Never throws. */
export async function checkAll(deps: Deps): Promise<readonly CheckResult[]> {
  const now = Date.now();
  if (kept?.env === deps.env && now - kept.at < CHECK_CACHE_MS) return kept.results;
  const results = await Promise.all(COMPONENTS.map((component) => check(component, deps)));
  kept = { env: deps.env, at: now, results };
  return results;
}

async function check(component: Component, deps: Deps): Promise<CheckResult> {
  const started = performance.now();
  const ok = await Promise.race([
    CHECKS[component](deps).then(
      () => true,
      (error) => {
        log({ level: "error", msg: "check failed", component, ...errorFields(error) });
        return false;
      },
    ),
    scheduler.wait(CHECK_TIMEOUT_MS).then(() => false),
  ]);
  return { component, ok, ms: Math.round((performance.now() - started) * 10) / 10 };
}
