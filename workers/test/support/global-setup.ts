import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildAll } from "../../../scripts/build/build.ts";
import { logLine } from "../../../scripts/stack/log-lines.ts";
import { buildDir } from "../../../scripts/stack/paths.ts";
import { freePort } from "../../../scripts/stack/ports.ts";
import { type Stack, startStack } from "../../../scripts/stack/stack.ts";

/** Opens what is for operators in the shared stack, where organizations may get the plan `small`. */
export const OPERATOR_TOKEN = "operator-of-the-tests-0123456789abcdef";

/** What tests know of the shared stack. */
export interface StackInfo {
  readonly origin: string;
  readonly issuer: string;
  readonly stateDir: string;
  readonly localToken: string;
  /** File with one line for each thing that the Workers logged. */
  readonly logFile: string;
}

declare module "vitest" {
  interface ProvidedContext {
    stack: StackInfo;
  }
}

interface Shared {
  users: number;
  starting: Promise<{ stack: Stack; info: StackInfo }>;
}

/** Each project loads this file on its own, and all of them share one stack: hence the global. */
const store = globalThis as { cairnSharedStack?: Shared };

async function start(): Promise<{ stack: Stack; info: StackInfo }> {
  // CAIRN_TEST_WORKERS=api spares the web build while one works on the api Worker alone.
  const apiOnly = process.env.CAIRN_TEST_WORKERS === "api";
  await buildAll({ only: apiOnly ? ["api-worker", "options"] : undefined });
  const stateDir = mkdtempSync(join(tmpdir(), "cairn-test-"));
  const logFile = join(buildDir, "test-stack.log");
  const log = createWriteStream(logFile);
  const stack = await startStack({
    port: await freePort(),
    idpPort: await freePort(),
    stateDir,
    apiOnly,
    vars: {
      CAIRN_RATE_SIGN_IN: "100000",
      CAIRN_RATE_ORGANIZATION: "1000000",
      CAIRN_RATE_KEY: "1000000",
      CAIRN_RATE_QUERIES: "1000000",
      CAIRN_OPERATOR_TOKEN: OPERATOR_TOKEN,
      CAIRN_PLANS: JSON.stringify({ small: { runs_per_month: 5, points_per_month: 1_000, bytes: 1_000_000_000 } }),
    },
    onLog: (entry) => log.write(`${logLine(entry)}\n`),
  });
  const { origin, issuer, localToken } = stack;
  return { stack, info: { origin, issuer, stateDir, localToken, logFile } };
}

/** Starts the built stack once for all projects that ask for it, on free ports and an empty state folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  store.cairnSharedStack ??= { users: 0, starting: start() };
  const shared = store.cairnSharedStack;
  shared.users++;
  const { stack, info } = await shared.starting;
  project.provide("stack", info);
  return async () => {
    shared.users--;
    if (shared.users > 0) return;
    delete store.cairnSharedStack;
    await stack.close();
    rmSync(info.stateDir, { recursive: true, force: true });
  };
}
