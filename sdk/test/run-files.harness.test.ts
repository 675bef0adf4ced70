import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stack } from "../../workers/test/support/stack.ts";
import { newcomer } from "./support/newcomer.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-run-"));
process.env.CAIRN_JOURNAL_DIR = join(folder, "journal");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const quiet = { handleExit: false, environment: false, system: false, console: false } as const;
const sha = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

test("images, tables and texts are read back by step, and anything that is no image is refused", async () => {
  const { cairn } = await newcomer(stack().origin);
  const run = await cairn.run({ experiment: "media", ...quiet });
  run.log({ loss: 1 }, { step: 7 });
  void run.table("confusion", [
    { species: "Adélie", right: 31 },
    { species: "Gentoo", wrong: Number.NaN },
  ]);
  void run.table("plain", { columns: ["a", "b"], rows: [[1, 2]] }, { step: 8 });
  void run.text("sample", "Once upon a time", { step: 9, caption: "greedy" });
  writeFileSync(join(folder, "one.png"), PNG);
  await run.image("picture", join(folder, "one.png"), { step: 10 });
  await run.image("picture", PNG, { step: 11 });
  run.onError = () => {};
  await expect(run.image("picture", Buffer.from("<svg/>"))).rejects.toMatchObject({ name: "ValidationError" });
  await run.finish();
  const media = await cairn.artifacts.media(run.id).toArray();
  const facts = media.map(({ key, kind, step, content_type, caption, sha256 }) => ({ key, kind, step, content_type, caption, sha256 }));
  const image = { key: "picture", kind: "image", content_type: "image/png", caption: null, sha256: sha(PNG) };
  expect(facts.sort((a, b) => a.step - b.step)).toEqual([
    { key: "confusion", kind: "table", step: 7, content_type: "application/json", caption: null, sha256: expect.any(String) },
    { key: "plain", kind: "table", step: 8, content_type: "application/json", caption: null, sha256: expect.any(String) },
    { key: "sample", kind: "text", step: 9, content_type: "text/plain;charset=utf-8", caption: "greedy", sha256: sha("Once upon a time") },
    { ...image, step: 10 },
    { ...image, step: 11 },
  ]);
  const content = async (key: string) => (await cairn.artifacts.mediaContent(run.id, media.find((one) => one.key === key)?.id ?? 0)).json();
  expect(await content("confusion")).toEqual({
    columns: ["species", "right", "wrong"],
    rows: [
      ["Adélie", 31, null],
      ["Gentoo", null, "NaN"],
    ],
  });
});

test("files, folders, bytes and streams are stored once, whole, and never from outside the folder", async () => {
  const { cairn } = await newcomer(stack().origin);
  const run = await cairn.run({ experiment: "files", ...quiet });
  const place = join(folder, "model");
  mkdirSync(join(place, "deep/er"), { recursive: true });
  writeFileSync(join(place, "weights.bin"), "weights");
  writeFileSync(join(place, "deep/er/notes.md"), "# Notes");
  writeFileSync(join(place, "deep/copy.bin"), "weights");
  writeFileSync(join(folder, "secret.txt"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(place, "leak.txt"));
  symlinkSync(folder, join(place, "up"));
  symlinkSync("weights.bin", join(place, "latest.bin"));
  const warnings: string[] = [];
  run.onError = (error) => warnings.push(String(error));
  const seen: number[] = [];
  await run.artifact(place, { onProgress: ({ sentBytes, totalBytes }) => seen.push(sentBytes / totalBytes) });
  expect(seen.at(-1)).toBe(1);
  expect(warnings).toHaveLength(2);
  await run.artifact(join(place, "weights.bin"), { path: "other/name.bin" });
  await run.artifact(Buffer.from("bytes"), { path: "bytes.csv" });
  await run.artifact(new Blob(["stream of text"]).stream(), { path: "stream.txt" });
  await run.finish();
  const files = await cairn.artifacts.list(run.id, { recursive: true }).toArray();
  expect(files.map(({ path, sha256, content_type }) => [path, sha256, content_type])).toEqual([
    ["bytes.csv", sha("bytes"), "text/csv"],
    ["model/deep/copy.bin", sha("weights"), "application/octet-stream"],
    ["model/deep/er/notes.md", sha("# Notes"), "text/markdown"],
    ["model/latest.bin", sha("weights"), "application/octet-stream"],
    ["model/weights.bin", sha("weights"), "application/octet-stream"],
    ["other/name.bin", sha("weights"), "application/octet-stream"],
    ["stream.txt", sha("stream of text"), "text/plain"],
  ]);
  expect(await (await cairn.artifacts.content(run.id, "model/deep/er/notes.md")).text()).toBe("# Notes");
});

test.for(["", "/abs", "a//b", "../up", "a/../b", "a\\b", "C:/x", "a\u0000b"])("bytes cannot be stored at %j", async (path, { expect }) => {
  const { cairn } = await newcomer(stack().origin);
  const run = await cairn.run({ experiment: "paths", ...quiet, onError() {} });
  await expect(run.artifact(Buffer.from("x"), { path })).rejects.toMatchObject({ name: "ValidationError", errors: [{ path: "path" }] });
  await run.finish();
});

test("a file above 64 MiB goes in parts, and again costs nothing", { timeout: 120_000 }, async () => {
  const bodies: number[] = [];
  const { cairn } = await newcomer(stack().origin, {
    fetch: (input, init) => {
      const body = init?.body;
      if (body instanceof Blob) bodies.push(body.size);
      return fetch(input, init);
    },
  });
  const run = await cairn.run({ experiment: "large", ...quiet });
  const size = 70 * 1024 * 1024 + 5;
  const large = Buffer.alloc(size, "0123456789abcdef!");
  const file = join(folder, "large.bin");
  writeFileSync(file, large);
  await run.artifact(file);
  expect(bodies).toHaveLength(5);
  expect(bodies.reduce((sum, length) => sum + length, 0)).toBe(size);
  await run.artifact(file, { path: "again.bin" });
  expect(bodies).toHaveLength(5);
  await run.finish();
  const got = Buffer.from(await (await cairn.artifacts.content(run.id, "again.bin")).arrayBuffer());
  expect(got.equals(large)).toBe(true);
});
