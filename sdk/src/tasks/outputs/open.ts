import type { Artifacts } from "../../resources/artifacts.ts";
import { nodeProcess } from "../../runtime.ts";
import type { Storage } from "../types.ts";
import { invalid } from "./errors.ts";
import { azureStorage } from "./storage/azure.ts";
import { cairnStorage } from "./storage/cairn.ts";
import { gcsStorage } from "./storage/gcs.ts";
import { googleToken } from "./storage/google-token.ts";
import { fileStorage } from "./storage/local.ts";
import { memoryStorage } from "./storage/memory.ts";
import { s3Storage } from "./storage/s3.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenOptions {
  /** Where credentials are read from; the process's own when left out. */
  env?: Environment;
  /** `artifacts` of a client, for `cairn:`. */
  artifacts?: Artifacts;
}

/**
 * The storage at an address: `file:` or a path, `memory:`, `s3:`, `gs:`, `az:`, `cairn:`. Credentials come from the environment variables that
 * each cloud's own tools read (docs/task-outputs.md), never from the address.
 *
 * @throws ValidationError that names the variable which is missing
 *
 * @example const storage = openStorage("s3://acme-artifacts/vision");
 */
export function openStorage(uri: string, { env = processEnv(), artifacts }: OpenOptions = {}): Storage {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
    case "file":
      if (uri.trim() === "") throw invalid("uri", "empty", "must not be empty");
      return fileStorage(uri);
    case "memory":
      return memoryStorage(uri.replace(/^memory:(\/\/)?/i, ""));
    case "s3":
      return openS3(uri, env);
    case "gs":
      return openGoogle(uri, env);
    case "az":
      return openAzure(uri, env);
    case "cairn":
      if (!artifacts) throw invalid("uri", "client", `${uri} needs a client of Cairn; pass one`);
      return cairnStorage({ uri, artifacts });
    default:
      throw invalid("uri", "scheme", `${uri} has the scheme ${scheme}; known are file, memory, s3, gs, az and cairn`);
  }
}

export const processEnv = (): Environment => nodeProcess()?.env ?? {};

function needed(env: Environment, name: string, uri: string): string {
  const value = env[name];
  if (!value) throw invalid(name, "required", `must be set for ${uri}`);
  return value;
}

function openS3(uri: string, env: Environment): Storage {
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL;
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  return s3Storage({
    uri,
    accessKeyId: needed(env, "AWS_ACCESS_KEY_ID", uri),
    secretAccessKey: needed(env, "AWS_SECRET_ACCESS_KEY", uri),
    ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
  });
}

function openGoogle(uri: string, env: Environment): Storage {
  // Google's libraries send no credentials to an emulator.
  const emulator = env.STORAGE_EMULATOR_HOST;
  if (!emulator) return gcsStorage({ uri, token: googleToken({ env }) });
  return gcsStorage({ uri, endpoint: /^https?:/.test(emulator) ? emulator : `http://${emulator}`, token: async () => null });
}

function openAzure(uri: string, env: Environment): Storage {
  const parts = new Map(
    (env.AZURE_STORAGE_CONNECTION_STRING ?? "").split(";").map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
    }),
  );
  const account = parts.get("AccountName") ?? needed(env, "AZURE_STORAGE_ACCOUNT", uri);
  const key = parts.get("AccountKey") ?? env.AZURE_STORAGE_KEY;
  const sas = parts.get("SharedAccessSignature") ?? env.AZURE_STORAGE_SAS_TOKEN;
  if (!key && !sas) throw invalid("AZURE_STORAGE_KEY", "required", `or AZURE_STORAGE_SAS_TOKEN must be set for ${uri}`);
  const suffix = parts.get("EndpointSuffix");
  const endpoint = parts.get("BlobEndpoint") ?? (suffix ? `https://${account}.blob.${suffix}` : undefined);
  return azureStorage({ uri, account, ...(key ? { key } : { sas: sas as string }), ...(endpoint ? { endpoint } : {}) });
}
