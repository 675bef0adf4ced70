import { expect, test } from "vitest";
import { z } from "zod";
import {
  clone,
  fileStorage,
  folder,
  gzip,
  memoryStorage,
  npy,
  type OutputDeclaration,
  openStorage,
  outputRoots,
  outputSpec,
  parquet,
  s3Storage,
  targetOf,
} from "../../src/tasks/outputs/index.ts";
import { taskWith } from "./fixture.ts";

test.each<[OutputDeclaration<never>, unknown]>([
  [z.object({ at: z.date() }) as never, { at: new Date(5) }],
  [gzip(clone()) as never, new Map([[1n, new Float32Array([1])]])],
  [npy() as never, { data: new Int16Array([1, 2]), shape: [2, 1] }],
  [parquet() as never, [{ a: 1, b: "x" }]],
])("outputs are saved and loaded in a Worker, without anything of Node: %#", async (declared, value) => {
  const target = targetOf(taskWith<unknown>(outputSpec(declared)), memoryStorage());
  await target.save(value, { attempt: 1 });
  expect(await target.load()).toEqual(value);
});

test("in a Worker object stores work, and what needs files says so when it is declared", async () => {
  const asked: string[] = [];
  const storage = s3Storage({
    uri: "s3://bucket",
    accessKeyId: "a",
    secretAccessKey: "b",
    fetch: async (input) => {
      asked.push((input as Request).headers.get("authorization") ?? "");
      return new Response("x", { headers: { "content-length": "1", "last-modified": new Date(0).toUTCString() } });
    },
  });
  expect(await storage.stat("a")).toEqual({ path: "a", sizeBytes: 1, modifiedAtMs: 0 });
  expect(asked).toEqual([expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=a\//)]);
  expect(() => fileStorage("/tmp/x")).toThrow(/needs a file system/);
  expect(() => folder()).toThrow(/needs a file system/);
  expect(() => openStorage("file:///x")).toThrow(/needs a file system/);
  expect((await outputRoots().storage()).uri).toBe("memory://default");
});
