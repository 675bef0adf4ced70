import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Secrets of a local installation, made once and kept beside its data. */
export interface Secrets {
  /** 32 random bytes, base64: the key of sessions and of the envelope for secrets at rest. */
  readonly AUTH_SECRET: string;
  /** What the embedded identity provider expects from the api Worker. */
  readonly OIDC_CLIENT_SECRET: string;
}

/** Reads `secrets.json` of the state folder, and makes it (mode 0600) when it is not there. */
export function readSecrets(stateDir: string): Secrets {
  const path = join(stateDir, "secrets.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Secrets;
  const secrets: Secrets = {
    AUTH_SECRET: randomBytes(32).toString("base64"),
    OIDC_CLIENT_SECRET: randomBytes(32).toString("base64url"),
  };
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(secrets, null, 1)}\n`, { mode: 0o600 });
  return secrets;
}
