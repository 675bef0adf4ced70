import type { Secrets } from "./secrets.ts";

/** The api Worker's client at an identity provider. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Settings of the api Worker for a run on this machine (workers/shared/settings.ts reads them). */
export function localVars(options: {
  origin: string;
  secrets: Secrets;
  provider: Provider;
  embedded: boolean;
  mailToken: string;
}): Record<string, string> {
  const { origin, secrets, provider } = options;
  return {
    CAIRN_ENVIRONMENT: "local",
    CAIRN_ORIGIN: origin,
    CAIRN_ACCESS_TOKEN_TTL_S: "86400",
    AUTH_SECRET: secrets.AUTH_SECRET,
    AUTH_OIDC_ISSUER: provider.issuer,
    AUTH_OIDC_CLIENT_ID: provider.clientId,
    AUTH_OIDC_CLIENT_SECRET: provider.clientSecret,
    // Mail goes into the state folder, by the door that the embedded provider has beside its own.
    ...(options.embedded
      ? {
          AUTH_OIDC_NAME: "this machine's accounts",
          CAIRN_MAIL: "json",
          CAIRN_MAIL_URL: `${provider.issuer}/mail`,
          CAIRN_MAIL_KEY: options.mailToken,
        }
      : {}),
  };
}
