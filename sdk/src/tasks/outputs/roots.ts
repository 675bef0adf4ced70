import { z } from "zod";
import type { Artifacts } from "../../resources/artifacts.ts";
import type { TargetRoots } from "../../resources/target-roots.ts";
import { nodeProcess } from "../../runtime.ts";
import { TargetRootName } from "../../schema/workspaces.ts";
import type { Storage } from "../types.ts";
import { sha256Hex, textOf, utf8 } from "./bytes.ts";
import { invalid } from "./errors.ts";
import { type Environment, openStorage, processEnv } from "./open.ts";
import { cachedStorage } from "./storage/cached.ts";
import { fileStorage } from "./storage/local.ts";

/** JSON from name to address, e.g. `{"default":"file:///data/tasks"}`. */
export const ROOTS_VARIABLE = "CAIRN_TARGET_ROOTS";
/** Folder for copies of what lies in object stores. */
export const CACHE_VARIABLE = "CAIRN_TARGET_CACHE";
const DEFAULT = "default";
/** Where `default` lies when nobody says. */
const DEFAULT_FOLDER = ".cairn/outputs";

const Addresses = z.record(TargetRootName, z.string().min(1));

/** The part of a client that roots need. */
export interface RootsClient {
  readonly targetRoots: Pick<TargetRoots, "list">;
  readonly artifacts: Artifacts;
}

export interface RootsOptions {
  /** What the program says; it goes before everything else. */
  roots?: Readonly<Record<string, string | Storage>> | undefined;
  /** The workspace's roots come from here. */
  client?: RootsClient | undefined;
  /** File that keeps the workspace's roots for when the server is away. */
  lastKnown?: string | undefined;
  /** Folder for copies of what lies in object stores; `CAIRN_TARGET_CACHE` when left out. */
  cache?: string | undefined;
  env?: Environment;
}

/** A root by name, and who said where it lies. */
export interface RootPlace {
  readonly name: string;
  readonly uri: string;
  readonly from: "program" | "environment" | "workspace" | "last known" | "built in";
}

export interface OutputRoots {
  /** Opened once and kept. @throws ValidationError for a name that nobody gave a place */
  storage(name?: string): Promise<Storage>;
  /** All that are known. */
  list(): Promise<RootPlace[]>;
}

/**
 * Named target roots: the program's go before the environment's (`CAIRN_TARGET_ROOTS`), those before the workspace's. `default` lies in
 * `.cairn/outputs` when nobody says, in memory where there are no files. When the server is away, the roots count that it gave last;
 * without those it is an error, because outputs in another place than usual would all be computed anew.
 *
 * @example const roots = outputRoots({ client: new Cairn(), roots: { archive: "s3://acme-archive" } });
 */
export function outputRoots({ roots = {}, client, lastKnown, cache, env = processEnv() }: RootsOptions = {}): OutputRoots {
  for (const name of Object.keys(roots)) {
    if (!TargetRootName.safeParse(name).success) throw invalid(`roots.${name}`, "pattern", "may hold a–z, 0–9, _ and -, up to 48");
  }
  const own = new Map(Object.entries(roots));
  const local = fromEnvironment(env);
  const opened = new Map<string, Promise<Storage>>();
  let synced: Promise<Map<string, RootPlace>> | undefined;

  /** The workspace's roots, asked for once; a failure is not kept. */
  function workspace(): Promise<Map<string, RootPlace>> {
    synced ??= ask().catch((error: unknown) => {
      synced = undefined;
      throw error;
    });
    return synced;
  }

  async function ask(): Promise<Map<string, RootPlace>> {
    const found = new Map<string, RootPlace>();
    if (!client) return found;
    try {
      for await (const { name, uri } of client.targetRoots.list()) found.set(name, { name, uri, from: "workspace" });
    } catch (error) {
      const kept = isAway(error) && lastKnown !== undefined ? await recall(lastKnown) : null;
      if (!kept) throw error;
      for (const [name, uri] of Object.entries(kept)) found.set(name, { name, uri, from: "last known" });
      return found;
    }
    // A read-only home folder is no reason not to build.
    if (lastKnown !== undefined) await remember(lastKnown, found).catch(() => {});
    return found;
  }

  async function placeOf(name: string): Promise<RootPlace> {
    const said = own.get(name);
    if (said !== undefined) return { name, uri: typeof said === "string" ? said : said.uri, from: "program" };
    const uri = local.get(name);
    if (uri !== undefined) return { name, uri, from: "environment" };
    const shared = (await workspace()).get(name);
    if (shared) return shared;
    if (name === DEFAULT) return { name, uri: nodeProcess() ? DEFAULT_FOLDER : "memory://default", from: "built in" };
    const known = [...new Set([...own.keys(), ...local.keys(), ...(await workspace()).keys(), DEFAULT])].sort().join(", ");
    throw invalid(
      `roots.${name}`,
      "unknown",
      `there is no target root of this name (known: ${known}); set it in the workspace or in ${ROOTS_VARIABLE}`,
    );
  }

  async function open(name: string): Promise<Storage> {
    const said = own.get(name);
    if (typeof said === "object") return said;
    const { uri } = await placeOf(name);
    const storage = openStorage(uri, { env, ...(client ? { artifacts: client.artifacts } : {}) });
    const folder = cache ?? env[CACHE_VARIABLE];
    if (!folder || /^(file|memory):/.test(storage.uri)) return storage;
    return cachedStorage(storage, fileStorage(`${folder.replace(/\/+$/, "")}/${(await sha256Hex(utf8(storage.uri))).slice(0, 16)}`));
  }

  return {
    storage(name = DEFAULT) {
      let found = opened.get(name);
      if (!found) {
        found = open(name);
        opened.set(name, found);
        found.catch(() => opened.delete(name));
      }
      return found;
    },
    async list() {
      const names = new Set([...own.keys(), ...local.keys(), ...(await workspace()).keys(), DEFAULT]);
      return Promise.all([...names].sort().map(placeOf));
    },
  };
}

function fromEnvironment(env: Environment): Map<string, string> {
  const text = env[ROOTS_VARIABLE];
  if (!text) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(ROOTS_VARIABLE, "json", 'must be JSON from name to address, e.g. {"default":"file:///data/tasks"}');
  }
  const parsed = Addresses.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(ROOTS_VARIABLE, issue?.code ?? "invalid", [...(issue?.path ?? []), issue?.message].join(" "));
  }
  return new Map(Object.entries(parsed.data));
}

/** True when the server did not answer at all, or not as a server of Cairn. */
const isAway = (error: unknown): boolean => (error as { isRetryable?: unknown } | null)?.isRetryable === true;

async function recall(file: string): Promise<Record<string, string> | null> {
  const bytes = await storageAt(file).read(nameOf(file));
  return bytes && (Addresses.safeParse(JSON.parse(textOf(bytes))).data ?? null);
}

async function remember(file: string, found: ReadonlyMap<string, RootPlace>): Promise<void> {
  const addresses = Object.fromEntries([...found.values()].map(({ name, uri }) => [name, uri]));
  await storageAt(file).write(nameOf(file), utf8(JSON.stringify(addresses)));
}

const storageAt = (file: string): Storage => fileStorage(file.replace(/[^/\\]+$/, "") || ".");
const nameOf = (file: string): string => file.replace(/^.*[/\\]/, "");
