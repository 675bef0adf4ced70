import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { folder } from "../../src/tasks/outputs/serializers/folder.ts";
import { fileStorage } from "../../src/tasks/outputs/storage/local.ts";
import { memoryStorage } from "../../src/tasks/outputs/storage/memory.ts";
import { targetOf } from "../../src/tasks/outputs/target.ts";
import type { FolderSerializer, Storage } from "../../src/tasks/types.ts";
import { bytes, taskWith } from "./fixture.ts";
import { temporaryFolder } from "./folder.ts";

function made(files: Record<string, string>): string {
  const at = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), content);
  }
  return at;
}

const contents = (at: string): Record<string, string> => {
  const found = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map(({ name, parentPath }) => [join(parentPath, name).slice(at.length + 1), readFileSync(join(parentPath, name), "utf8")]),
  );
};
// A place of this file's own, so that nothing else is counted.
beforeAll(() => {
  const own = mkdtempSync(join(tmpdir(), "cairn-test-"));
  vi.stubEnv("TMPDIR", own);
  return () => {
    vi.unstubAllEnvs();
    rmSync(own, { recursive: true });
  };
});
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("cairn-output-"));

describe.each<[string, () => Storage]>([
  ["memory", () => memoryStorage()],
  ["a local folder", () => fileStorage(temporaryFolder())],
])("a folder of files in %s", (_, open) => {
  const files = { "weights.bin": "w", "logs/a.txt": "a", "logs/deep/é b.txt": "b", empty: "" };
  const place = () => {
    const storage = open();
    return { storage, target: targetOf(taskWith<string>({ serializer: folder() }), storage) };
  };

  test("is there with all its files once its marker is written, which lists them", async () => {
    const { target } = place();
    const marker = await target.save(made(files), { attempt: 1 });
    expect(marker).toMatchObject({ serializer: "folder", output: "output", size_bytes: 3 });
    expect(marker.files?.map(({ path, size_bytes }) => `${path} ${size_bytes}`)).toEqual([
      "empty 0",
      "logs/a.txt 1",
      "logs/deep/é b.txt 1",
      "weights.bin 1",
    ]);
    expect(contents(await target.load())).toEqual(files);
    expect(target.describe(marker)).toMatchObject({ media_type: "application/x-directory", files: marker.files });
  });

  test("that was half written is not there, and the next save sweeps it away", async () => {
    const { storage, target } = place();
    let writes = 0;
    const breaking: Storage = {
      ...storage,
      write: (path, content, commit) => (++writes === 3 ? Promise.reject(new Error("died")) : storage.write(path, content, commit)),
    };
    const dying = targetOf(taskWith<string>({ serializer: folder() }), breaking);
    const before = left();
    await expect(dying.save(made(files), { attempt: 1 })).rejects.toThrow("died");
    expect(await target.exists()).toBe(false);
    await expect(target.load()).rejects.toMatchObject({ code: "output_missing" });
    await target.save(made({ only: "1" }), { attempt: 2 });
    expect(contents(await target.load())).toEqual({ only: "1" });
    const paths: string[] = [];
    for await (const { path } of storage.list("")) paths.push(path.slice(target.paths.folder.length + 1));
    expect(paths).toEqual(["done.json", "output/only"]);
    expect(left()).toEqual(before);
  });

  test("keeps the old files when the guard refuses", async () => {
    const { target } = place();
    await target.save(made({ a: "1" }), { attempt: 2 });
    const guard = () => Promise.reject(new Error("lease lost"));
    await expect(target.save(made({ b: "2" }), { attempt: 1, guard })).rejects.toThrow("lease lost");
    expect(contents(await target.load())).toEqual({ a: "1" });
  });

  test.each([
    ["changed", (storage: Storage, at: string) => storage.write(`${at}/output/a`, bytes("2"))],
    ["cut off", (storage: Storage, at: string) => storage.write(`${at}/output/a`, bytes(""))],
    ["missing", (storage: Storage, at: string) => storage.remove(`${at}/output/a`)],
  ])("with a file that is %s is damaged, and the error names it", async (_how, damage) => {
    const { storage, target } = place();
    await target.save(made({ a: "1", b: "1" }), { attempt: 1 });
    await damage(storage, target.paths.folder);
    await expect(target.load()).rejects.toMatchObject({ code: "output_damaged", uri: storage.uriOf(`${target.paths.folder}/output/a`) });
  });
});

test("links within a folder become files, others are refused", async () => {
  const target = targetOf(taskWith<string>({ serializer: folder() }), memoryStorage());
  const at = made({ "a.txt": "1" });
  symlinkSync("a.txt", join(at, "link.txt"));
  await target.save(at, { attempt: 1 });
  expect(contents(await target.load())).toEqual({ "a.txt": "1", "link.txt": "1" });
  symlinkSync("/etc/hostname", join(at, "out"));
  await expect(target.save(at, { attempt: 2 })).rejects.toThrow(/^output\/out: must be a file, a folder, or a link/);
  expect(contents(await target.load())).toEqual({ "a.txt": "1", "link.txt": "1" });
  for (const value of ["/no/such/folder", join(at, "a.txt"), 7 as never]) {
    await expect(target.save(value, { attempt: 3 })).rejects.toThrow(/output: must be the path of a folder/);
  }
});

test("a serializer of one's own can fill a folder and read it", async () => {
  const shards: FolderSerializer<string[]> = {
    name: "shards",
    isFolder: true,
    async write(value, at) {
      for (const [i, shard] of value.entries()) writeFileSync(join(at, `${i}`), shard);
    },
    read: async (at) => Object.values(contents(at)),
  };
  const target = targetOf(
    taskWith<string[]>({ serializer: shards, path: { filename: "parts", extension: "d" } }),
    fileStorage(temporaryFolder()),
  );
  await target.save(["x", "y"], { attempt: 1 });
  expect(await target.load()).toEqual(["x", "y"]);
  expect(target.uri).toMatch(/parts\.d$/);
});
