import { join, resolve } from "node:path";
import { root } from "../stack/paths.ts";
import type { StackOptions } from "../stack/stack.ts";

/** A setting or flag that cannot be used; its message is for the person at the terminal. */
export class UsageError extends Error {}

export interface StartSettings extends Pick<StackOptions, "port" | "idpPort" | "stateDir" | "provider" | "vars" | "directRoutes"> {
  readonly reset: boolean;
  readonly demo: boolean;
  readonly build: boolean;
}

/** Settings of the api Worker (workers/shared/settings.ts) that may be given to a local start; the rest the start sets itself. */
const passedOn =
  /^(AUTH_OIDC_(NAME|SCOPE|ALGORITHMS|TIMEOUT_MS)|CAIRN_(LOG_LEVEL|OPERATOR_TOKEN|PLANS)|CAIRN_MAIL(_(FROM|URL|KEY|BODY))?|CAIRN_(SESSION|ACCESS_TOKEN|REFRESH|GRANT|RATE|ORGANIZATIONS|WORKSPACES)_\w+)$/;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Settings of `npm start` from flags (`--reset`, `--no-demo`, `--no-build`) and environment: PORT, CAIRN_STATE, CAIRN_IDP_PORT,
 * CAIRN_DIRECT_ROUTES, and AUTH_OIDC_ISSUER, AUTH_OIDC_CLIENT_ID and AUTH_OIDC_CLIENT_SECRET, which replace the embedded identity
 * provider; the api Worker's limits and lifetimes are passed on.
 * Throws {@link UsageError}.
 */
export function readStartSettings(flags: readonly string[], env: Env): StartSettings {
  const unknown = flags.find((flag) => !["--reset", "--no-demo", "--no-build"].includes(flag));
  if (unknown !== undefined)
    throw new UsageError(
      `Unknown flag ${unknown}. Flags: --reset (clear the state folder), --no-demo (no demo workspace), --no-build (start what was built last).`,
    );
  const port = readPort(env, "PORT", 8787);
  return {
    port,
    idpPort: readPort(env, "CAIRN_IDP_PORT", port + 1),
    stateDir: env.CAIRN_STATE ? resolve(env.CAIRN_STATE) : join(root, ".cairn/state"),
    provider: readProvider(env),
    vars: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => passedOn.test(entry[0]) && entry[1] !== undefined),
    ),
    directRoutes: readSwitch(env, "CAIRN_DIRECT_ROUTES", true),
    reset: flags.includes("--reset"),
    build: !flags.includes("--no-build"),
    demo: !flags.includes("--no-demo"),
  };
}

function readPort(env: Env, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`${name} must be a port between 1 and 65535, not "${text}".`);
  return port;
}

function readSwitch(env: Env, name: string, otherwise: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  if (text !== "0" && text !== "1") throw new UsageError(`${name} must be 0 or 1, not "${text}".`);
  return text === "1";
}

function readProvider(env: Env): StartSettings["provider"] {
  const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_CLIENT_ID: clientId, AUTH_OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer && !clientId && !clientSecret) return undefined;
  if (!issuer || !clientId || !clientSecret)
    throw new UsageError("Set AUTH_OIDC_ISSUER, AUTH_OIDC_CLIENT_ID and AUTH_OIDC_CLIENT_SECRET together, or none of them.");
  return { issuer, clientId, clientSecret };
}
