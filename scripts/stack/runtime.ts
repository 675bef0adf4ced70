// The one file that talks to miniflare, whose interface is still moving (sdk/test/support/bucket.ts apart). Everything else sees `Runtime`.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import type { SavedOptions, WorkerOptions } from "./options.ts";
import { buildDir, workers } from "./paths.ts";
import { workerdsOf } from "./processes.ts";

/** Paths that go straight to the api Worker, as zone routes can in production; the rest passes the web Worker. */
const apiRoutes = ["*/api/*", "*/v1/*", "*/.well-known/*", "*/healthz", "*/readyz"];
const cron = "* * * * *";

/** Where all data lies in a state folder; wrangler's `--persist-to` uses the same place. */
export const dataDir = (stateDir: string): string => join(stateDir, "v3");

/** A line that the Workers or the runtime wrote. */
export interface RuntimeLog {
  readonly timestamp: number;
  readonly level: string;
  readonly message: string;
}

export interface RuntimeOptions {
  readonly port: number;
  /** Folder of all local data: D1, objects, R2. */
  readonly stateDir: string;
  /** Leaves out the web Worker. */
  readonly apiOnly: boolean;
  /** Folder of another bundle of the api Worker: the benchmarks have one that can also fill and ask itself. */
  readonly apiBundle?: string | undefined;
  /** False sends every request through the web Worker, as production without zone routes does. True unless told. */
  readonly directRoutes?: boolean | undefined;
  /** Settings of the api Worker. */
  readonly vars: Readonly<Record<string, string>>;
  onLog(log: RuntimeLog): void;
  /** Called when workerd ended by itself and was started again. */
  onRestart?(): void;
}

/** The part of D1's interface that the migrations need. */
export interface Database {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}
export interface Statement {
  bind(...values: unknown[]): Statement;
  all<Row>(): Promise<{ results: Row[] }>;
}

/** Both built Workers running in one workerd. */
export interface Runtime {
  /** Process id of workerd, so that a later start can end it if this process is killed. */
  pid(): number | undefined;
  controlDatabase(): Promise<Database>;
  /** Runs the api Worker's cron handler once. */
  cron(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the bundles of the last build on loopback. Throws when the port is taken or workerd refuses the settings. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const saved: SavedOptions = JSON.parse(readFileSync(join(buildDir, "options.json"), "utf8"));
  const others = new Set(workerdsOf(process.pid).map((one) => one.pid));
  const foreign = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: options.port,
      cf: false,
      logRequests: false,
      unsafeTriggerHandlers: true,
      telemetry: { enabled: false },
      resourcePersistencePath: dataDir(options.stateDir),
      resourceTmpPath: join(options.stateDir, "tmp"),
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: (log) => options.onLog(log),
      handleUncaughtError: (error) => options.onLog({ timestamp: Date.now(), level: "error", message: error.stack ?? error.message }),
      unsafeHandleRuntimeRestart: () => options.onRestart?.(),
      workers: [
        ...(options.apiOnly ? [] : [bundled(saved.web, workers.web.out, workers.web.entry, {})]),
        bundled(saved.api, options.apiBundle ?? workers.api.out, workers.api.entry, {
          ...(options.directRoutes === false ? {} : { routes: apiRoutes }),
          vars: options.vars,
        }),
      ],
    }),
  );
  await mf.ready;
  // Miniflare ends the process at once on a signal; the caller decides how to stop instead.
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (!foreign.get(signal)?.includes(listener)) process.removeListener(signal, listener);
    }
  }
  return {
    pid: () => workerdsOf(process.pid).findLast((one) => !others.has(one.pid))?.pid,
    controlDatabase: async () => (await mf.getD1Database("CONTROL", workers.api.name)) as unknown as Database,
    cron: async () => {
      const worker = await mf.getWorker(workers.api.name);
      await worker.scheduled({ cron });
    },
    close: () => mf.dispose(),
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function bundled(saved: WorkerOptions, out: string, entry: string, extra: { routes?: string[]; vars?: Readonly<Record<string, string>> }) {
  return {
    ...saved,
    modulesRoot: out,
    modules: [{ type: "ESModule" as const, path: join(out, entry) }, ...attachments(out)],
    bindings: { ...(saved.bindings as object | undefined), ...extra.vars },
    ...(extra.routes ? { routes: extra.routes } : {}),
  };
}

/** Files that a bundle imports as text or bytes; wrangler leaves them beside it. */
function attachments(out: string) {
  const types = { ".sql": "Text", ".md": "Text", ".txt": "Text", ".wasm": "CompiledWasm", ".bin": "Data" } as const;
  return readdirSync(out).flatMap((name) => {
    const type = types[extname(name) as keyof typeof types];
    return type === undefined ? [] : [{ type, path: join(out, name) }];
  });
}
