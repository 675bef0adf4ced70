import type { TokenSource } from "../transport/credentials.ts";
import type { Fetch } from "./credentials/oauth.ts";
import { credentialStore } from "./credentials/store.ts";
import { storedTokens } from "./credentials/token-source.ts";
import { ConfigError } from "./errors.ts";
import { type Machine, thisMachine } from "./paths.ts";
import { type ResolvedConfig, resolveSettings } from "./resolve.ts";
import { DEFAULT_HOST, isLoopback } from "./settings.ts";

/** What the SDK's client needs to know of this machine. */
export interface ClientOptions {
  url: string;
  /** null: nothing on this machine speaks for anybody at that server. */
  token: TokenSource | null;
  organization?: string;
  workspace?: string;
}

/** Where the credential for a server comes from. */
export type CredentialOrigin = { kind: "env"; at: "CAIRN_TOKEN" | "CAIRN_API_KEY" } | { kind: "stored" };

/** The token from the environment, when there is one. */
export function envToken({ settings }: ResolvedConfig): { value: string; at: "CAIRN_TOKEN" | "CAIRN_API_KEY" } | null {
  if (settings.token) return { value: settings.token.value, at: "CAIRN_TOKEN" };
  if (settings.api_key) return { value: settings.api_key.value, at: "CAIRN_API_KEY" };
  return null;
}

/**
 * Refuses to send a credential where its owner did not mean it to go: in the clear to another machine, or from the environment
 * to a server that only a project's file names. Throws ConfigError.
 */
export function checkHost(config: ResolvedConfig): void {
  const host = config.settings.host;
  if (!host) return;
  const url = new URL(host.value);
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !config.settings.allow_http?.value) {
    throw new ConfigError(
      "insecure_host",
      `${host.value} has no TLS, so anybody on the way could read your credential.`,
      `Use https://${url.host}, or set CAIRN_ALLOW_HTTP=1 if the network is yours.`,
    );
  }
  const known = config.user.hosts[host.value] !== undefined || config.user.host === host.value;
  const variable = envToken(config)?.at;
  if (host.source.kind === "project" && variable && !known && !isLoopback(url.hostname)) {
    throw new ConfigError(
      "untrusted_host",
      `${host.source.at} names the server ${host.value}, which you have not added; ${variable} is not sent there.`,
      `cairn host add ${host.value}`,
    );
  }
}

/** The token source for a resolved configuration. */
export function tokenSource(
  machine: Machine,
  config: ResolvedConfig,
  fetch: Fetch,
): { token: TokenSource; origin: CredentialOrigin } | null {
  const host = config.settings.host?.value ?? DEFAULT_HOST;
  const fromEnv = envToken(config);
  if (fromEnv) return { token: { get: async () => fromEnv.value }, origin: { kind: "env", at: fromEnv.at } };
  const store = credentialStore(machine, { noKeychain: config.settings.no_keychain?.value ?? false });
  if (!store.hosts().includes(host)) return null;
  return { token: storedTokens({ machine, store, host, fetch }), origin: { kind: "stored" } };
}

/** What a program may say itself. */
export interface ClientOverrides {
  url?: string;
  organization?: string;
  workspace?: string;
}

/**
 * Server, credential, organization and workspace that this machine is set up for; what is given goes first. Node, Deno and Bun
 * only: it reads files. Throws ConfigError.
 *
 * @example const cairn = new Cairn(await resolveClientOptions({ organization: "acme", workspace: "vision" }))
 */
export async function resolveClientOptions(
  { url, organization, workspace }: ClientOverrides = {},
  machine: Machine = thisMachine(),
  fetch: Fetch = globalThis.fetch,
): Promise<ClientOptions> {
  const config = resolveSettings(machine, { host: url, org: organization, workspace });
  checkHost(config);
  const { settings } = config;
  return {
    url: settings.host?.value ?? DEFAULT_HOST,
    token: tokenSource(machine, config, fetch)?.token ?? null,
    ...(settings.org && { organization: settings.org.value }),
    ...(settings.workspace && { workspace: settings.workspace.value }),
  };
}
