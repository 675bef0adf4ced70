import { z } from "zod";
import type { Keyring } from "./envelope.ts";
import { LogLevel, setLogLevel } from "./log.ts";
import { Plans } from "./plans.ts";

/**
 * Every setting of the api Worker, read once from its variables and secrets. docs/configuration.md is made from this table.
 */
const Variables = z.object({
  CAIRN_ENVIRONMENT: z.enum(["production", "local"]).default("production").meta({ description: "`local` allows plain http on loopback" }),
  CAIRN_ORIGIN: z
    .url()
    .transform((url) => new URL(url).origin)
    .meta({ description: "public origin, e.g. https://cairn.example.org", examples: ["http://localhost:8787"] }),
  AUTH_SECRET: z
    .string()
    .min(32)
    .meta({ description: "secret: seals what is stored encrypted and signs cookies; 32 random bytes in base64" }),
  AUTH_SECRET_PREVIOUS: z.string().min(32).optional().meta({ description: "secret: the one before, while it is being replaced" }),
  AUTH_SECRET_VERSION: z.coerce.number().int().min(1).default(1).meta({ description: "count up when AUTH_SECRET is replaced" }),
  AUTH_OIDC_ISSUER: z.url().meta({ description: "issuer of the identity provider; https outside loopback" }),
  AUTH_OIDC_CLIENT_ID: z.string().min(1).meta({ description: "client id at the identity provider" }),
  AUTH_OIDC_CLIENT_SECRET: z.string().min(1).meta({ description: "secret: client secret at the identity provider" }),
  AUTH_OIDC_NAME: z.string().default("single sign-on").meta({ description: "name on the sign-in button" }),
  AUTH_OIDC_SCOPE: z.string().default("openid email profile").meta({ description: "scopes asked for" }),
  AUTH_OIDC_ALGORITHMS: z.string().default("RS256,ES256,PS256,EdDSA").meta({ description: "ID-token signature algorithms accepted" }),
  AUTH_OIDC_TIMEOUT_MS: z.coerce.number().int().min(100).default(5_000).meta({ description: "longest wait for the identity provider" }),
  CAIRN_SESSION_IDLE_S: z.coerce
    .number()
    .int()
    .min(60)
    .default(7 * 86_400)
    .meta({ description: "a browser session ends after so long unused" }),
  CAIRN_SESSION_ABSOLUTE_S: z.coerce
    .number()
    .int()
    .min(60)
    .default(30 * 86_400)
    .meta({ description: "a browser session ends after so long in any case" }),
  CAIRN_ACCESS_TOKEN_TTL_S: z.coerce
    .number()
    .int()
    .min(5)
    .default(900)
    .meta({ description: "life of an access token; 86400 in the local stack" }),
  CAIRN_REFRESH_TOKEN_TTL_S: z.coerce
    .number()
    .int()
    .min(60)
    .default(30 * 86_400)
    .meta({ description: "a refresh token unused for so long ends" }),
  CAIRN_GRANT_ABSOLUTE_S: z.coerce
    .number()
    .int()
    .min(60)
    .default(180 * 86_400)
    .meta({ description: "a program's sign-in ends after so long in any case" }),
  CAIRN_REFRESH_REPLAY_S: z.coerce
    .number()
    .int()
    .min(0)
    .max(30)
    .default(20)
    .meta({ description: "a rotated refresh token still answers its successor for so long" }),
  CAIRN_RATE_ORGANIZATION: z.coerce.number().int().min(1).default(12_000).meta({ description: "requests per minute of one organization" }),
  CAIRN_RATE_KEY: z.coerce.number().int().min(1).default(6_000).meta({ description: "requests per minute of one API key" }),
  CAIRN_RATE_QUERIES: z.coerce
    .number()
    .int()
    .min(1)
    .default(6_000)
    .meta({ description: "searches, groupings, curves and log searches per minute of one organization" }),
  CAIRN_RATE_SIGN_IN: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .meta({ description: "sign-in, device, token and invitation requests per minute of one address" }),
  CAIRN_ORGANIZATIONS_PER_USER: z.coerce.number().int().min(1).default(20).meta({ description: "organizations one person may own" }),
  CAIRN_WORKSPACES_PER_ORGANIZATION: z.coerce.number().int().min(1).default(100).meta({ description: "workspaces of one organization" }),
  CAIRN_PLANS: Plans.meta({
    description:
      'limits by name of the plan, as JSON: `{"default":{},"team":{"points_per_month":1000000}}`; nothing is limited unless said ([usage](usage.md))',
  }),
  CAIRN_LOG_LEVEL: LogLevel.default("info").meta({ description: "what is logged: `debug`, `info`, `warn` or `error` and above" }),
  CAIRN_OPERATOR_TOKEN: z.string().min(32).optional().meta({
    description: "secret: opens what is below `/api/operations` as bearer token; without it they do not exist",
  }),
  CAIRN_DNS_URL: z
    .union([z.url({ protocol: /^https$/ }), z.literal("")])
    .optional()
    .meta({
      description:
        "resolver over HTTPS that says where endpoints of webhooks lead; empty: none is asked, only local. https://cloudflare-dns.com/dns-query in production",
    }),
  CAIRN_MAIL: z.enum(["none", "resend", "postmark", "mailgun", "json", "cloudflare"]).default("none").meta({
    description:
      "how mail is sent: by a provider's HTTP interface, by any that takes JSON (`json`), or by a `send_email` binding named MAIL (`cloudflare`)",
  }),
  CAIRN_MAIL_FROM: z.string().default("Cairn <cairn@localhost>").meta({ description: "sender of mail, e.g. Cairn <cairn@example.org>" }),
  CAIRN_MAIL_URL: z.url().optional().meta({
    description:
      "address of the mail provider; required for mailgun (https://api.mailgun.net/v3/DOMAIN/messages) and json, else the provider's own",
  }),
  CAIRN_MAIL_KEY: z.string().optional().meta({ description: "secret: key of the mail provider" }),
  CAIRN_MAIL_BODY: z
    .string()
    .default('{"from":"{{from}}","to":"{{to}}","subject":"{{subject}}","text":"{{text}}","html":"{{html}}","headers":"{{headers}}"}')
    .meta({ description: "for json: what is posted, with the message's parts in braces" }),
  CAIRN_LOCAL_TOKEN: z
    .string()
    .optional()
    .meta({ description: "secret, local only: opens the door by which `npm start` fills the demo workspace" }),
});

export type Settings = z.infer<typeof Variables> & { keyring: readonly Keyring[]; isLocal: boolean; CAIRN_DNS_URL: string };

const PUBLIC_RESOLVER = "https://cloudflare-dns.com/dns-query";

let cached: { env: object; settings: Settings } | null = null;

/**
 * The settings of an invocation. Throws a ZodError that names the variable when one is missing or wrong, and an Error when plain
 * http is asked for outside loopback.
 */
export function settingsOf(env: Env): Settings {
  if (cached?.env === env) return cached.settings;
  const variables = Variables.parse(env);
  for (const name of ["CAIRN_ORIGIN", "AUTH_OIDC_ISSUER"] as const) {
    const url = new URL(variables[name]);
    if (url.protocol !== "https:" && !(variables.CAIRN_ENVIRONMENT === "local" && isLoopback(url.hostname)))
      throw new Error(`${name} must be https: plain http is for loopback in the local environment`);
  }
  requireMail(variables);
  const keyring: Keyring[] = [{ version: variables.AUTH_SECRET_VERSION, secret: variables.AUTH_SECRET }];
  if (variables.AUTH_SECRET_PREVIOUS) keyring.push({ version: variables.AUTH_SECRET_VERSION - 1, secret: variables.AUTH_SECRET_PREVIOUS });
  const isLocal = variables.CAIRN_ENVIRONMENT === "local";
  const dnsUrl = variables.CAIRN_DNS_URL ?? (isLocal ? "" : PUBLIC_RESOLVER);
  if (dnsUrl === "" && !isLocal) throw new Error("CAIRN_DNS_URL must not be empty outside the local environment");
  const settings = { ...variables, keyring, isLocal, CAIRN_DNS_URL: dnsUrl };
  cached = { env, settings };
  setLogLevel(variables.CAIRN_LOG_LEVEL);
  return settings;
}

function requireMail(variables: z.infer<typeof Variables>): void {
  const { CAIRN_MAIL, CAIRN_MAIL_FROM, CAIRN_MAIL_URL, CAIRN_MAIL_BODY, CAIRN_ENVIRONMENT } = variables;
  if (CAIRN_MAIL !== "none" && CAIRN_ENVIRONMENT !== "local" && CAIRN_MAIL_FROM.includes("@localhost"))
    throw new Error("CAIRN_MAIL_FROM is needed to send mail");
  if ((CAIRN_MAIL === "json" || CAIRN_MAIL === "mailgun") && !CAIRN_MAIL_URL) throw new Error(`CAIRN_MAIL_URL is needed for ${CAIRN_MAIL}`);
  if (CAIRN_MAIL_URL && !CAIRN_MAIL_URL.startsWith("https:") && CAIRN_ENVIRONMENT !== "local")
    throw new Error("CAIRN_MAIL_URL must be https");
  try {
    JSON.parse(CAIRN_MAIL_BODY);
  } catch {
    throw new Error("CAIRN_MAIL_BODY must be JSON");
  }
}

/** Whether a host name is this machine's own. */
export const isLoopback = (host: string) => host === "localhost" || host === "127.0.0.1" || host === "[::1]" || host.endsWith(".localhost");

/** Name, default and meaning of every setting, for the documentation. */
export function describeSettings(): { name: string; default: string; description: string }[] {
  return Object.entries(Variables.shape).map(([name, type]) => {
    const parsed = z.safeParse(type, undefined);
    return { name, default: parsed.success ? textOf(parsed.data) : "required", description: type.meta()?.description ?? "" };
  });
}

const textOf = (value: unknown): string => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? ""));
