import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { readJson, writeJson } from "../files.ts";
import { configFolder, credentialsFile, type Machine } from "../paths.ts";
import { Credential } from "./credential.ts";
import { type Keychain, systemKeychain } from "./keychain.ts";
import { withLock } from "./lock.ts";

const FILE_VERSION = 1;

/** One entry per server: the credential itself, or word of where it is. */
const Entry = z.union([Credential, z.object({ kind: z.literal("keychain") })]);
const CredentialsFile = z.object({ version: z.literal(FILE_VERSION), hosts: z.record(z.string(), Entry) });

/** Where a credential is kept, in words for people. */
export interface Place {
  kind: "keychain" | "file";
  at: string;
}

export interface Stored {
  credential: Credential;
  place: Place;
}

/** Credentials of this person, one per server. Callers that change one hold its lock. */
export interface CredentialStore {
  read: (host: string) => Promise<Stored | null>;
  /** `notice` says why the keychain was not used, where there is one. */
  write: (host: string, credential: Credential) => Promise<{ place: Place; notice: string | null }>;
  remove: (host: string) => Promise<void>;
  hosts: () => string[];
}

function parseCredential(text: string): Credential {
  try {
    return Credential.parse(JSON.parse(text));
  } catch {
    // What the parsers say may quote a part of the secret.
    throw new ConfigError("keychain_unavailable", "The keychain holds a credential that cannot be read.", "cairn login");
  }
}

const asciiJson = (value: unknown) =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

export function credentialStore(machine: Machine, options: { noKeychain: boolean; keychain?: Keychain | null }): CredentialStore {
  const file = credentialsFile(machine);
  const keychain = options.keychain === undefined ? systemKeychain(machine) : options.keychain;
  const load = () => readJson(file, CredentialsFile) ?? { version: FILE_VERSION, hosts: {} };
  // All servers share the file, so its own lock is inside the lock of the server.
  const put = (host: string, entry: z.output<typeof Entry> | undefined) =>
    withLock(join(configFolder(machine), "locks", "file.lock"), async () => {
      const { hosts } = load();
      if (entry) hosts[host] = entry;
      else delete hosts[host];
      writeJson(file, { version: FILE_VERSION, hosts });
    });
  const inFile: Place = { kind: "file", at: file };

  return {
    async read(host) {
      const entry = load().hosts[host];
      if (!entry) return null;
      if (entry.kind !== "keychain") return { credential: entry, place: inFile };
      const unavailable = (cause?: unknown) =>
        new ConfigError(
          "keychain_unavailable",
          `The credential for ${host} is in the system keychain, which does not answer.`,
          "Unlock the keychain, or sign in again with CAIRN_NO_KEYCHAIN=1.",
          { cause },
        );
      if (!keychain) throw unavailable();
      const text = await keychain.read(host).catch((cause: unknown) => {
        throw unavailable(cause);
      });
      return text === null ? null : { credential: parseCredential(text), place: { kind: "keychain", at: keychain.name } };
    },
    async write(host, credential) {
      let notice: string | null = null;
      if (keychain && !options.noKeychain) {
        try {
          await keychain.write(host, asciiJson(credential));
          await put(host, { kind: "keychain" });
          return { place: { kind: "keychain", at: keychain.name }, notice };
        } catch {
          notice = `The ${keychain.name} does not answer, so the credential is in a file that only you can read.`;
        }
      }
      await put(host, credential);
      return { place: inFile, notice };
    },
    async remove(host) {
      const entry = load().hosts[host];
      if (!entry) return;
      if (entry.kind === "keychain") await keychain?.remove(host).catch(() => undefined);
      await put(host, undefined);
    },
    hosts: () => Object.keys(load().hosts),
  };
}
