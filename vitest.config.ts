import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type Plugin } from "vitest/config";
import { CountingReporter } from "./scripts/test/reporter.ts";

const at = (path: string): string => resolve(import.meta.dirname, path);

// Also when vitest is called directly, nothing is sent or fetched.
Object.assign(process.env, { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" });

/** Sources instead of the built package, so that a change in the SDK is tested at once. */
const alias = [
  { find: "@cairn/sdk/schema", replacement: at("sdk/src/schema/index.ts") },
  { find: "@cairn/sdk/filter", replacement: at("sdk/src/filter/index.ts") },
  { find: "@cairn/sdk/audit", replacement: at("sdk/src/audit/index.ts") },
  { find: /^@cairn\/sdk\/tasks$/, replacement: at("sdk/src/tasks/index.ts") },
  { find: "@cairn/sdk/tasks/query", replacement: at("sdk/src/schema/task-query.ts") },
  { find: "@cairn/sdk/tasks/identity", replacement: at("sdk/src/tasks/identity/hash.ts") },
  { find: /^@cairn\/sdk\/tasks\/node$/, replacement: at("sdk/src/tasks/node/index.ts") },
  { find: /^@cairn\/sdk\/tasks\/testing$/, replacement: at("sdk/src/tasks/testing.ts") },
  { find: "@cairn/sdk/collaboration", replacement: at("sdk/src/collaboration/index.ts") },
  { find: /^@cairn\/sdk$/, replacement: at("sdk/src/index.ts") },
  { find: /^@\//, replacement: at("web/") },
];

/** Migrations are imported as text, as wrangler's bundle does it. */
const sqlAsText: Plugin = {
  name: "sql-as-text",
  enforce: "pre",
  load(id) {
    const path = id.replace(/\?.*$/, "");
    return path.endsWith(".sql") ? `export default ${JSON.stringify(readFileSync(path, "utf8"))};` : undefined;
  },
};

const exclude = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.open-next/**"];
const workerd = "**/*.workerd.test.ts";
const harness = "**/*.harness.test.ts";
const browser = "web/e2e/**/*.e2e.test.ts";

/** Settings of the api Worker in workerd tests; the harness gets its own from the stack. */
const bindings = {
  CAIRN_ENVIRONMENT: "local",
  CAIRN_ORIGIN: "http://localhost:8787",
  AUTH_SECRET: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
  AUTH_OIDC_ISSUER: "http://localhost:8788",
  AUTH_OIDC_CLIENT_ID: "cairn",
  AUTH_OIDC_CLIENT_SECRET: "secret-of-the-tests",
  CAIRN_RATE_SIGN_IN: "100000",
  CAIRN_RATE_KEY: "100000",
  CAIRN_RATE_QUERIES: "100000",
  MIGRATIONS: await readD1Migrations(at("migrations/control")),
};

const stack = { globalSetup: [at("workers/test/support/global-setup.ts")], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    silent: "passed-only",
    reporters: ["default", new CountingReporter()],
    projects: [
      {
        resolve: { alias },
        plugins: [sqlAsText],
        test: {
          name: "unit",
          include: ["{workers,sdk,scripts,bench,examples}/**/*.test.ts", "web/**/*.test.{ts,tsx}"],
          exclude: [...exclude, workerd, harness, browser],
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        plugins: [cloudflareTest({ wrangler: { configPath: at("wrangler.toml") }, miniflare: { bindings } })],
        test: { name: "workerd", include: [workerd], exclude, testTimeout: 30_000 },
      },
      { resolve: { alias }, plugins: [sqlAsText], test: { name: "harness", include: [harness], exclude, ...stack } },
      {
        resolve: { alias },
        test: {
          name: "browser",
          include: [browser],
          exclude,
          ...stack,
          testTimeout: 60_000,
          // A page that waits for its server on a busy machine is late, not wrong; by default a poll gives up after a second.
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
