import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root: string = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Everything that a build leaves behind for the start, the tests and the deploy; never committed. */
export const buildDir: string = join(root, ".build");

/** The two Workers: their names in the wrangler files, their settings, and where their bundles go. */
export const workers = {
  api: { name: "cairn-api", config: join(root, "wrangler.toml"), out: join(buildDir, "api"), entry: "index.js" },
  web: { name: "cairn-web", config: join(root, "web/wrangler.toml"), out: join(buildDir, "web"), entry: "worker.js" },
} as const;

/** Folder with the numbered SQL files of the control plane's D1 database. */
export const controlMigrations: string = join(root, "migrations/control");

/** An executable of a package, e.g. `bin("wrangler")`. */
export const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** Environment for wrangler: nothing is sent or fetched but what a deploy needs, and its logs stay in the repository. */
export const wranglerEnv = {
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_LOG_PATH: join(buildDir, "wrangler-logs"),
  // Otherwise wrangler would hand the web Worker to OpenNext's own deploy command, which knows nothing of our entry.
  OPEN_NEXT_DEPLOY: "true",
} as const;
