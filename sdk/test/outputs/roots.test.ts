import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { Cairn } from "../../src/index.ts";
import { openStorage } from "../../src/tasks/outputs/open.ts";
import { outputRoots } from "../../src/tasks/outputs/roots.ts";
import { memoryStorage } from "../../src/tasks/outputs/storage/memory.ts";
import { bytes, text } from "./fixture.ts";
import { temporaryFolder } from "./folder.ts";

/** A client whose server has these roots, or is away. */
function clientWith(state: { roots: Record<string, string> | null; status?: number; asked?: number }) {
  return new Cairn({
    url: "https://cairn.example",
    organization: "acme",
    workspace: "vision",
    token: "t",
    maxRetries: 0,
    fetch: async () => {
      state.asked = (state.asked ?? 0) + 1;
      if (state.status) return Response.json({ code: "permission_denied", detail: "no", status: state.status }, { status: state.status });
      if (!state.roots) throw new TypeError("no network");
      const items = Object.entries(state.roots).map(([name, uri]) => ({ name, uri, updated_at: "2026-01-01T00:00:00.000Z" }));
      return Response.json({ items, next_cursor: null });
    },
  });
}

describe("target roots", () => {
  test("are the program's before the environment's before the workspace's", async () => {
    const folder = temporaryFolder();
    const own = memoryStorage("mine");
    const state = { roots: { default: "memory://w1", shared: "memory://w2", mine: "memory://w3", local: "memory://w4" }, asked: 0 };
    const roots = outputRoots({
      roots: { mine: own },
      client: clientWith(state),
      env: { CAIRN_TARGET_ROOTS: JSON.stringify({ local: folder, mine: "memory://e" }) },
    });
    expect(await roots.storage("mine")).toBe(own);
    expect((await roots.storage("local")).uri).toBe(pathToFileURL(folder).href);
    expect(state.asked).toBe(0);
    expect((await roots.storage("shared")).uri).toBe("memory://w2");
    expect((await roots.storage()).uri).toBe("memory://w1");
    expect(await roots.storage("shared")).toBe(await roots.storage("shared"));
    expect(state.asked).toBe(1);
    expect((await roots.list()).map(({ name, from }) => `${name} ${from}`)).toEqual([
      "default workspace",
      "local environment",
      "mine program",
      "shared workspace",
    ]);
  });

  test("of the workspace are remembered for when the server is away", async () => {
    const lastKnown = join(temporaryFolder(), "state", "roots.json");
    const state: { roots: Record<string, string> | null; status?: number } = { roots: null };
    const open = () => outputRoots({ client: clientWith(state), lastKnown, env: {} });
    await expect(open().storage()).rejects.toMatchObject({ code: "connection_failed" });
    state.roots = { default: "memory://shared" };
    await open().storage();
    expect(JSON.parse(readFileSync(lastKnown, "utf8"))).toEqual({ default: "memory://shared" });
    state.roots = null;
    expect((await open().storage()).uri).toBe("memory://shared");
    expect(await open().list()).toEqual([{ name: "default", uri: "memory://shared", from: "last known" }]);
    state.status = 403;
    await expect(open().storage()).rejects.toMatchObject({ status: 403 });
  });

  test("have a default without any setting, and no other", async () => {
    const roots = outputRoots({ env: {} });
    expect(await roots.list()).toEqual([{ name: "default", uri: ".cairn/outputs", from: "built in" }]);
    expect((await roots.storage()).uri).toBe(pathToFileURL(join(process.cwd(), ".cairn/outputs")).href);
    await expect(roots.storage("archive")).rejects.toThrow(/^roots\.archive: there is no target root of this name \(known: default\)/);
  });

  test("in object stores have copies in the folder for them", async () => {
    const cache = temporaryFolder();
    const env = { CAIRN_TARGET_CACHE: cache, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const storage = await outputRoots({ roots: { default: "s3://acme-artifacts" }, env }).storage();
    expect([storage.uri, storage.fileOf?.("x").startsWith(cache)]).toEqual(["s3://acme-artifacts", true]);
    expect((await outputRoots({ roots: { default: "memory://x" }, env }).storage()).kept).toBeUndefined();
  });

  test.each([
    ["{", "CAIRN_TARGET_ROOTS"],
    ["[]", "CAIRN_TARGET_ROOTS"],
    ['{"a":1}', "CAIRN_TARGET_ROOTS"],
    ['{"../x":"/tmp"}', "CAIRN_TARGET_ROOTS"],
  ])("that are written wrong are refused: %s", (value, field) => {
    expect(() => outputRoots({ env: { CAIRN_TARGET_ROOTS: value } })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path: field })] }),
    );
    expect(() => outputRoots({ roots: { "A b": "x" }, env: {} })).toThrow(/roots\.A b/);
  });
});

describe("an address", () => {
  test("opens the storage of its scheme", async () => {
    const folder = temporaryFolder();
    await openStorage(folder, { env: {} }).write("a", bytes("x"));
    expect(text(await openStorage(pathToFileURL(folder).href, { env: {} }).read("a"))).toBe("x");
    expect(openStorage("memory://t", { env: {} }).uri).toBe("memory://t");
    const s3 = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    expect(openStorage("s3://bucket/p/", { env: s3 }).uriOf("x")).toBe("s3://bucket/p/x");
    expect(openStorage("gs://bucket", { env: { GOOGLE_OAUTH_ACCESS_TOKEN: "t" } }).uriOf("x")).toBe("gs://bucket/x");
    const connection = "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=a2V5;EndpointSuffix=core.windows.net";
    expect(openStorage("az://container", { env: { AZURE_STORAGE_CONNECTION_STRING: connection } }).uriOf("x")).toBe("az://container/x");
  });

  test.each([
    ["s3://bucket", "AWS_ACCESS_KEY_ID"],
    ["az://container", "AZURE_STORAGE_ACCOUNT"],
    ["ftp://host/x", "uri"],
    ["s3://", "uri"],
    ["s3://bucket/../other", "uri"],
    ["cairn://run_1", "uri"],
    ["", "uri"],
  ])("without what it needs is refused with the variable named: %s", (uri, field) => {
    const env = field === "uri" ? { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" } : {};
    expect(() => openStorage(uri, { env })).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ path: field })] }));
  });
});
