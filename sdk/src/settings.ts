import { ConfigurationError } from "./errors.ts";
import { loadBeside, nodeProcess } from "./runtime.ts";
import type { TokenSource } from "./transport/credentials.ts";

/** What a client needs to know before its first request. */
export interface ClientSettings {
  url: string;
  token: string | TokenSource | null;
  organization: string | undefined;
  workspace: string | undefined;
}

/** What a program said itself; the rest comes from the configuration of the machine. */
export interface SettingOverrides {
  url?: string | undefined;
  token?: string | TokenSource | undefined;
  organization?: string | undefined;
  workspace?: string | undefined;
}

interface ConfigModule {
  resolveClientOptions(overrides?: {
    url?: string;
    organization?: string;
    workspace?: string;
  }): Promise<{ url: string; token: TokenSource | null; organization?: string; workspace?: string }>;
}

/** Whole settings: what the program said, else what the CLI and the environment of the machine say, else the page's own origin. */
export async function resolveSettings(said: SettingOverrides): Promise<ClientSettings> {
  const { url, token, organization, workspace } = said;
  if (url !== undefined) return { url, token: token ?? null, organization, workspace };
  const node = nodeProcess();
  const config = node && loadBeside<ConfigModule>(node, "./config/index");
  if (config) {
    const found = await config.resolveClientOptions({ ...(organization ? { organization } : {}), ...(workspace ? { workspace } : {}) });
    return { url: found.url, token: token ?? found.token, organization: found.organization, workspace: found.workspace };
  }
  const env: Record<string, string | undefined> = node?.env ?? {};
  const origin = env.CAIRN_URL ?? (globalThis as { location?: { origin?: string } }).location?.origin;
  if (!origin) {
    throw new ConfigurationError({
      code: "not_configured",
      detail: 'No server is set. Pass one: new Cairn({ url: "https://…", token: "cairn_…" }), or set CAIRN_URL and CAIRN_TOKEN.',
    });
  }
  return {
    url: origin,
    token: token ?? env.CAIRN_TOKEN ?? env.CAIRN_API_KEY ?? null,
    organization: organization ?? env.CAIRN_ORG,
    workspace: workspace ?? env.CAIRN_WORKSPACE,
  };
}
