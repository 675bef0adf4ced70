import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { build, configureTasks, taskEnvironment } from "../../src/tasks/index.ts";
import { diskUsage, emptyTrash, gc, listTrash, removeStored, restoreTrash } from "../../src/tasks/store/index.ts";
import { type Bucket, startBucket } from "../support/bucket.ts";
import { number } from "./pipeline.ts";

const base = mkdtempSync(join(tmpdir(), "cairn-bucket-"));
const quiet = { handleSignals: false } as const;
let bucket: Bucket;
beforeAll(async () => {
  bucket = await startBucket();
  vi.stubEnv("AWS_ENDPOINT_URL_S3", bucket.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", bucket.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", bucket.secretAccessKey);
  vi.stubEnv("AWS_REGION", "auto");
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await bucket.close();
  rmSync(base, { recursive: true, force: true });
});

async function pathsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of (await taskEnvironment().storage()).list(folder)) found.push(path);
  return found.sort();
}

test("what is removed from a bucket waits in it under another name, comes back, or is freed for good", { timeout: 60_000 }, async () => {
  configureTasks({ root: `s3://${bucket.name}/tasks`, state: join(base, "state") });
  await build([number({ i: 1 }), number({ i: 2 })], quiet);
  const before = await pathsIn("");
  expect(before).toHaveLength(4);

  const { trash, items } = await gc({ rules: { olderThanMs: 0 }, dryRun: false });
  expect(items).toHaveLength(2);
  expect(await number({ i: 1 }).exists()).toBe(false);
  expect(listTrash()).toMatchObject([{ id: trash, files: 4 }]);
  expect((await pathsIn("")).every((path) => path.startsWith(`.trash/${trash}/`))).toBe(true);
  // What waits there is no task, for whoever counts or removes.
  expect((await diskUsage()).namespaces).toEqual([]);
  expect((await gc({ rules: { olderThanMs: 0 } })).items).toEqual([]);

  expect(await restoreTrash(trash ?? "")).toBe(4);
  expect(await pathsIn("")).toEqual(before);
  expect(await Promise.all([1, 2].map((i) => number({ i }).load()))).toEqual([1, 2]);

  await removeStored(number({ i: 1 }).id);
  await build(number({ i: 1 }), quiet);
  const [bag] = listTrash();
  // Its output was computed anew, so the log of its first attempt alone comes back; nothing of it stays in the bucket unknown.
  expect(await restoreTrash(bag?.id ?? "")).toBe(1);
  expect(await pathsIn(".trash")).toEqual([]);
  await removeStored(number({ i: 2 }).id);
  expect(await emptyTrash({ olderThanMs: 0 })).toBeGreaterThan(0);
  expect((await pathsIn("")).filter((path) => path.includes(number({ i: 2 }).id))).toEqual([]);
  expect(await number({ i: 2 }).exists()).toBe(false);
});
