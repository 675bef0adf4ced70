import { nodeProcess } from "../../../runtime.ts";
import { invalid } from "../errors.ts";

const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
const TOKEN_URL = "https://oauth2.googleapis.com/token";
/** A token is renewed this long before its end, in ms. */
const EARLY_MS = 60_000;
/** How long the metadata server of a machine at Google may take, in ms. */
const METADATA_MS = 3_000;

/** A file of credentials as Google's tools write it. */
interface Credentials {
  type?: string;
  client_email?: string;
  private_key?: string;
  token_uri?: string;
  client_id?: string;
  client_secret?: string;
  refresh_token?: string;
}

interface TokenAnswer {
  access_token?: string;
  expires_in?: number;
  error?: string;
  error_description?: string;
}

export interface GoogleTokenOptions {
  env: Readonly<Record<string, string | undefined>>;
  fetch?: typeof fetch;
}

/**
 * Access tokens by the usual order of Google's own libraries: `GOOGLE_OAUTH_ACCESS_TOKEN`, the file of `GOOGLE_APPLICATION_CREDENTIALS`
 * (a service account or `gcloud auth application-default login`), gcloud's default file, the metadata server of a machine at Google.
 * A token is kept until a minute before its end.
 */
export function googleToken({ env, fetch: send = fetch }: GoogleTokenOptions): () => Promise<string> {
  let kept: { token: string; endsAtMs: number } | null = null;
  let asking: Promise<string> | null = null;

  async function request(): Promise<string> {
    const credentials = await credentialsOf(env);
    const answer = credentials ? await exchange(credentials, send) : await fromMetadata(env, send);
    if (!answer.access_token) {
      throw invalid(
        "GOOGLE_APPLICATION_CREDENTIALS",
        "refused",
        `Google gave no token: ${answer.error_description ?? answer.error ?? "no reason"}`,
      );
    }
    kept = { token: answer.access_token, endsAtMs: Date.now() + (answer.expires_in ?? 0) * 1000 - EARLY_MS };
    return answer.access_token;
  }

  return async () => {
    if (env.GOOGLE_OAUTH_ACCESS_TOKEN) return env.GOOGLE_OAUTH_ACCESS_TOKEN;
    if (kept && kept.endsAtMs > Date.now()) return kept.token;
    asking ??= request().finally(() => {
      asking = null;
    });
    return asking;
  };
}

/** The file of credentials; null when there is none. */
async function credentialsOf(env: GoogleTokenOptions["env"]): Promise<Credentials | null> {
  const named = env.GOOGLE_APPLICATION_CREDENTIALS;
  const process = nodeProcess();
  if (!process) return null;
  const fs = process.getBuiltinModule("node:fs/promises");
  const { join } = process.getBuiltinModule("node:path");
  const { homedir } = process.getBuiltinModule("node:os");
  const folder = env.CLOUDSDK_CONFIG ?? (env.APPDATA ? join(env.APPDATA, "gcloud") : join(homedir(), ".config", "gcloud"));
  const file = named || join(folder, "application_default_credentials.json");
  const text = await fs.readFile(file, "utf8").catch((error: Error) => {
    if (named) throw invalid("GOOGLE_APPLICATION_CREDENTIALS", "file", `${file} cannot be read: ${error.message}`);
    return null;
  });
  if (text === null) return null;
  try {
    return JSON.parse(text) as Credentials;
  } catch {
    throw invalid("GOOGLE_APPLICATION_CREDENTIALS", "json", `${file} is no JSON`);
  }
}

async function exchange(credentials: Credentials, send: typeof fetch): Promise<TokenAnswer> {
  const { type, client_email, private_key, token_uri = TOKEN_URL, client_id = "", client_secret = "", refresh_token } = credentials;
  const form = async (): Promise<Record<string, string>> => {
    if (type === "service_account" && client_email && private_key) {
      const { importPKCS8, SignJWT } = await import("jose");
      const jwt = new SignJWT({ scope: SCOPE }).setProtectedHeader({ alg: "RS256", typ: "JWT" }).setIssuer(client_email);
      const signed = jwt.setAudience(token_uri).setIssuedAt().setExpirationTime("1h");
      const assertion = await signed.sign(await importPKCS8(private_key, "RS256"));
      return { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
    }
    if (type === "authorized_user" && refresh_token) return { grant_type: "refresh_token", client_id, client_secret, refresh_token };
    throw invalid(
      "GOOGLE_APPLICATION_CREDENTIALS",
      "type",
      `credentials of type ${type ?? "unknown"} are not supported; set GOOGLE_OAUTH_ACCESS_TOKEN`,
    );
  };
  const answer = await send(token_uri, { method: "POST", body: new URLSearchParams(await form()) });
  return (await answer.json().catch(() => ({ error: `status ${answer.status}` }))) as TokenAnswer;
}

async function fromMetadata(env: GoogleTokenOptions["env"], send: typeof fetch): Promise<TokenAnswer> {
  const host = env.GCE_METADATA_HOST || "metadata.google.internal";
  const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;
  const signal = AbortSignal.timeout(METADATA_MS);
  const answer = await send(url, { headers: { "metadata-flavor": "Google" }, signal }).catch(() => null);
  if (!answer?.ok) {
    throw invalid(
      "GOOGLE_APPLICATION_CREDENTIALS",
      "required",
      "there are no credentials for Google Cloud Storage: set it to a service account's file, run `gcloud auth application-default login`, or set GOOGLE_OAUTH_ACCESS_TOKEN",
    );
  }
  return (await answer.json()) as TokenAnswer;
}
