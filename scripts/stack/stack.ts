import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startIdentityProvider } from "../idp/index.ts";
import { mailDoor } from "../mail/door.ts";
import { claimState, recordRunning, releaseState } from "./holder.ts";
import { migrateControl } from "./migrations.ts";
import { needPort } from "./ports.ts";
import { dataDir, type RuntimeLog, startRuntime } from "./runtime.ts";
import { readSecrets } from "./secrets.ts";
import { localVars, type Provider } from "./vars.ts";

export interface StackOptions {
  readonly port: number;
  readonly idpPort: number;
  readonly stateDir: string;
  /** Leaves out the web Worker, for work on the api Worker alone. */
  readonly apiOnly?: boolean;
  /** Folder of another bundle of the api Worker; the built one unless told. */
  readonly apiBundle?: string | undefined;
  /** False sends every request through the web Worker, as production without zone routes does. True unless told. */
  readonly directRoutes?: boolean;
  /** A real provider instead of the embedded one. */
  readonly provider?: Provider | undefined;
  /** Further settings of the api Worker, over those set here. */
  readonly vars?: Readonly<Record<string, string>>;
  onLog(log: RuntimeLog): void;
}

/** Everything that `npm start` starts. */
export interface Stack {
  readonly origin: string;
  readonly issuer: string;
  readonly stateDir: string;
  /** Opens the doors that only this machine may use, such as filling the demo workspace. */
  readonly localToken: string;
  /** True when the state folder held no data before. */
  readonly isNew: boolean;
  /** Runs the api Worker's cron handler once, besides the timer's minutes. */
  cron(): Promise<void>;
  close(): Promise<void>;
}

/** What Cairn writes into a state folder: all that `--reset` may clear, should CAIRN_STATE name a folder with more in it. */
export const stateEntries: readonly string[] = ["v3", "tmp", "secrets.json", "identity-provider.json", "mail", "demo", "running.json"];

const clientId = "cairn";
const minuteMs = 60_000;

/**
 * Starts the identity provider and both built Workers on loopback, and applies migrations. The bundles must be built.
 * Throws `StateInUseError` and `PortInUseError` with a sentence for the person at the terminal.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { port, stateDir } = options;
  const origin = `http://localhost:${port}`;
  const isNew = !existsSync(dataDir(stateDir));
  // The ports of one that was killed are free only when the last of its threads has ended.
  const graceMs = (await claimState(stateDir, origin)) ? 3000 : 0;
  const closers: (() => Promise<unknown> | unknown)[] = [() => releaseState(stateDir)];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      for (const one of closers.reverse()) await one();
    })();
    return closing;
  };
  try {
    await needPort(port, "PORT", graceMs);
    const secrets = readSecrets(stateDir);
    const localToken = randomBytes(24).toString("base64url");
    const mailToken = randomBytes(24).toString("base64url");
    let provider = options.provider;
    if (!provider) {
      await needPort(options.idpPort, "CAIRN_IDP_PORT", graceMs);
      const idp = await startIdentityProvider({
        port: options.idpPort,
        stateFile: join(stateDir, "identity-provider.json"),
        appOrigin: origin,
        client: { id: clientId, secret: secrets.OIDC_CLIENT_SECRET },
        also: mailDoor({ dir: join(stateDir, "mail"), token: mailToken }),
        log: (message) => options.onLog({ timestamp: Date.now(), level: "error", message }),
      });
      closers.push(() => idp.close());
      provider = { issuer: idp.issuer, clientId, clientSecret: secrets.OIDC_CLIENT_SECRET };
    }
    const { issuer } = provider;
    const record = (): void => recordRunning(stateDir, { workerdPid: runtime.pid(), origin, issuer, localToken });
    const runtime = await startRuntime({
      port,
      stateDir,
      apiOnly: options.apiOnly ?? false,
      directRoutes: options.directRoutes,
      apiBundle: options.apiBundle,
      vars: {
        ...localVars({ origin, secrets, provider, embedded: !options.provider, mailToken }),
        CAIRN_LOCAL_TOKEN: localToken,
        ...options.vars,
      },
      onLog: options.onLog,
      onRestart: () => record(),
    });
    closers.push(() => runtime.close());
    record();
    await migrateControl(await runtime.controlDatabase());
    const cron = async (): Promise<void> => {
      try {
        await runtime.cron();
      } catch (error) {
        if (!closing) options.onLog({ timestamp: Date.now(), level: "error", message: `The every-minute job failed: ${String(error)}` });
      }
    };
    const timer = setInterval(() => void cron(), minuteMs);
    closers.push(() => clearInterval(timer));
    return { origin, issuer, stateDir, localToken, isNew, cron, close };
  } catch (error) {
    await close();
    throw error;
  }
}
