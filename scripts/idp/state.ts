import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { exportJWK, generateKeyPair } from "jose";

export type Account = { id: string; email: string; name: string; createdAt: number; usedAt: number };
export type SigningKey = Awaited<ReturnType<typeof exportJWK>> & { kid: string };
/** What the provider library stores: sessions, codes, grants. `expiresAt` in epoch milliseconds. */
export type Row = { payload: Record<string, unknown>; expiresAt?: number };
export type State = { version: 1; cookieKeys: string[]; keys: SigningKey[]; accounts: Account[]; rows: Record<string, Row> };

/** Signing keys kept: the newest signs, the older ones still verify, so that an old `id_token_hint` is not refused. */
const keysKept = 4;
/** Changes within this time are written together. */
const writeDelayMs = 50;

/** A fresh RSA key for signing ID tokens (RS256, the algorithm every client knows). */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: randomUUID() };
}

async function read(file: string): Promise<State | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text) as State;
    if (state.version === 1 && Array.isArray(state.accounts) && Array.isArray(state.keys)) return state;
  } catch {
    // Reported below with the name of the file; the parser's own words would not help.
  }
  throw new Error(`${file} is not a state file of the identity provider. Move it away to start with no accounts.`);
}

export type Store = { state: State; changed(): void; flush(): Promise<void> };

/**
 * Opens the provider's state. Writes follow changes within 50 ms, each as a new file renamed over the old one.
 * @param file undefined keeps everything in memory (tests)
 * @param rotateKey puts a new signing key before the old ones
 * @throws Error when the file exists but cannot be read or is something else
 */
export async function openStore({
  file,
  rotateKey,
  log,
}: {
  file?: string | undefined;
  rotateKey?: boolean;
  log?: ((line: string) => void) | undefined;
}): Promise<Store> {
  const found = file === undefined ? undefined : await read(file);
  const state: State = found ?? { version: 1, cookieKeys: [randomBytes(32).toString("base64url")], keys: [], accounts: [], rows: {} };
  if (rotateKey || state.keys.length === 0) state.keys = [await makeSigningKey(), ...state.keys].slice(0, keysKept);

  let dirty = true;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function write(path: string) {
    const now = Date.now();
    for (const [key, row] of Object.entries(state.rows)) if (row.expiresAt !== undefined && row.expiresAt <= now) delete state.rows[key];
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(`${path}.tmp`, "w", 0o600);
    try {
      await handle.chmod(0o600);
      await handle.writeFile(JSON.stringify(state));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.tmp`, path);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (dirty || writing) {
      // A write under way may have missed the latest change: wait for it, then look again.
      if (writing) await writing;
      else if (file === undefined) dirty = false;
      else {
        dirty = false;
        writing = write(file)
          .catch((error: unknown) => {
            dirty = true;
            throw error;
          })
          .finally(() => {
            writing = undefined;
          });
      }
    }
  }

  function changed() {
    dirty = true;
    timer ??= setTimeout(
      () => flush().catch((error: Error) => log?.(`identity provider: cannot write ${file}: ${error.message}`)),
      writeDelayMs,
    ).unref();
  }

  await flush();
  return { state, changed, flush };
}
