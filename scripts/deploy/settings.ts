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
/** Secrets that the api Worker cannot run without: given with this deploy, or stored by an earlier one. */
const neededSecrets: Readonly<Record<string, string>> = {
  AUTH_SECRET: "seals what is stored encrypted; make one with `openssl rand -base64 32` and keep it",
  AUTH_OIDC_CLIENT_SECRET: "the client secret at the identity provider",
};
const secretNames = [...Object.keys(neededSecrets), "AUTH_SECRET_PREVIOUS", "CAIRN_OPERATOR_TOKEN", "CAIRN_MAIL_KEY"];
const optional =
  /^(AUTH_SECRET_VERSION|AUTH_OIDC_(NAME|SCOPE|ALGORITHMS|TIMEOUT_MS)|CAIRN_(LOG_LEVEL|PLANS|DNS_URL)|CAIRN_MAIL(_(FROM|URL|BODY))?|CAIRN_(SESSION|ACCESS_TOKEN|REFRESH|GRANT|RATE|ORGANIZATIONS|WORKSPACES)_\w+)$/;

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
  if (env.AUTH_SECRET && env.AUTH_SECRET.length < 32) throw new DeploySettingsError("AUTH_SECRET must have 32 characters or more.");
  const given = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return {
    dryRun,
    databaseId: env.CAIRN_D1_DATABASE_ID ?? "00000000-0000-0000-0000-000000000000",
    domain: new URL(origin).hostname,
    vars: {
      ...Object.fromEntries(given.filter(([name]) => optional.test(name) || name === "AUTH_OIDC_ISSUER" || name === "AUTH_OIDC_CLIENT_ID")),
      CAIRN_ENVIRONMENT: "production",
      CAIRN_ORIGIN: origin,
    },
    secrets: Object.fromEntries(given.filter(([name]) => secretNames.includes(name))),
  };
}

/** Needed secrets that this deploy does not bring; a dry run needs none. They must be stored with the Worker already. */
export const secretsToFind = ({ dryRun, secrets }: DeploySettings): string[] =>
  dryRun ? [] : Object.keys(neededSecrets).filter((name) => !(name in secrets));

/**
 * Holds what `wrangler secret list` printed against the secrets that must be stored. `listing` is null when it failed, with the reason,
 * as before the first deploy. Throws {@link DeploySettingsError} naming those that are nowhere.
 */
export function needStored(names: readonly string[], listing: string | null, reason = ""): void {
  const stored = listing === null ? [] : (JSON.parse(listing) as { name: string }[]).map(({ name }) => name);
  const missing = names.filter((name) => !stored.includes(name));
  if (missing.length === 0) return;
  const why =
    listing === null
      ? `What is stored with the api Worker cannot be listed, as before the first deploy:\n${reason.trim().replace(/^/gm, "  | ")}`
      : "The api Worker has no such secret stored.";
  throw new DeploySettingsError(
    `Set these first, they are sent as secrets:\n${missing.map((name) => `  ${name}  ${neededSecrets[name]}`).join("\n")}\n${why}`,
  );
}
