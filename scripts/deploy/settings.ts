/** A deploy that cannot begin; the message says what to set. */
export class DeploySettingsError extends Error {}

export interface DeploySettings {
  readonly dryRun: boolean;
  /** Id of the D1 database `cairn-control`. */
  readonly databaseId: string;
  /** Host name of CAIRN_ORIGIN, which becomes the web Worker's custom domain. */
  readonly domain: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Sent as Worker secrets; those left out keep the value they have. */
  readonly secrets: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string | undefined>>;

const needed: Readonly<Record<string, string>> = {
  CAIRN_ORIGIN: "the public origin, such as https://cairn.example.org",
  CAIRN_D1_DATABASE_ID: "the id that `npx wrangler d1 create cairn-control` prints",
  AUTH_OIDC_ISSUER: "the identity provider's issuer",
  AUTH_OIDC_CLIENT_ID: "the client id at the identity provider",
};
const secretNames = ["AUTH_SECRET", "AUTH_SECRET_PREVIOUS", "AUTH_OIDC_CLIENT_SECRET"];
const optional =
  /^(AUTH_SECRET_VERSION|AUTH_OIDC_(NAME|SCOPE|ALGORITHMS|TIMEOUT_MS)|CAIRN_(SESSION|ACCESS_TOKEN|REFRESH|GRANT|RATE|ORGANIZATIONS|WORKSPACES)_\w+)$/;

/**
 * Settings of `npm run deploy` from its flag `--dry-run` and the environment. A dry run needs none.
 * Throws {@link DeploySettingsError} naming all that is missing.
 */
export function readDeploySettings(flags: readonly string[], env: Env): DeploySettings {
  const unknown = flags.find((flag) => flag !== "--dry-run");
  if (unknown !== undefined) throw new DeploySettingsError(`Unknown flag ${unknown}. The only flag is --dry-run.`);
  const dryRun = flags.includes("--dry-run");
  const missing = Object.entries(needed).filter(([name]) => !env[name]);
  if (!dryRun && missing.length > 0) {
    throw new DeploySettingsError(`Set these first:\n${missing.map(([name, what]) => `  ${name}  ${what}`).join("\n")}`);
  }
  const origin = env.CAIRN_ORIGIN ?? "https://cairn.example.org";
  if (!/^https:\/\/[^/]+$/.test(origin))
    throw new DeploySettingsError(`CAIRN_ORIGIN must be https:// and a host name alone, not "${origin}".`);
  const given = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return {
    dryRun,
    databaseId: env.CAIRN_D1_DATABASE_ID ?? "00000000-0000-0000-0000-000000000000",
    domain: new URL(origin).hostname,
    vars: {
      ...Object.fromEntries(
        given.filter(([name]) => optional.test(name) || name.startsWith("AUTH_OIDC_ISSUER") || name === "AUTH_OIDC_CLIENT_ID"),
      ),
      CAIRN_ENVIRONMENT: "production",
      CAIRN_ORIGIN: origin,
    },
    secrets: Object.fromEntries(given.filter(([name]) => secretNames.includes(name))),
  };
}
