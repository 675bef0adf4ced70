import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { SDK_VERSION } from "../src/index.ts";
import * as limits from "../src/limits.ts";
import { withoutCredentials } from "../src/run/node/git.ts";
import * as schema from "../src/schema/index.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Largest the core may be, minified and gzipped. */
const CORE_MAX_BYTES = 15 * 1024;

test.each(["browser", "neutral", "node"] as const)("the core bundles for %s within its size and without zod", async (platform) => {
  const options = {
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    metafile: true,
    splitting: true,
    outdir: "out",
    logLevel: "silent",
  } as const;
  const result = await build({ ...options, entryPoints: [at("../src/index.ts")], platform });
  expect(result.warnings).toEqual([]);
  // What is loaded only when it is used, in a file of its own, does not count.
  const core = result.outputFiles.find(({ path }) => path.endsWith("/index.js"));
  const bytes = gzipSync(core?.contents ?? "", { level: 9 }).length;
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThanOrEqual(CORE_MAX_BYTES);
  const inputs = Object.keys(result.metafile.inputs);
  expect(inputs.filter((input) => /node_modules|schema\/(?!curves-binary)|\/cli\/|\/config\//.test(input))).toEqual([]);
  expect(Object.values(result.metafile.inputs).flatMap((input) => input.imports.filter((one) => one.external))).toEqual([]);
});

test("the copied limits are the contract's", () => {
  const key = (text: string) => schema.FieldKey.safeParse(text).success;
  const param = (value: unknown) => schema.ParamValue.safeParse(value).success;
  const tags = (text: string) => schema.Tags.safeParse({ a: text }).success;
  const error = (text: string) => schema.FinishRun.safeParse({ error: text }).success;
  const metrics = (count: number) =>
    schema.LogBatch.safeParse({
      writer: "w_12345678",
      sequence: 1,
      metrics: Array.from({ length: count }, (_, i) => ({ key: `m${i}`, steps: [0], times: [0], values: [0] })),
    }).success;
  expect(limits.BATCH_POINTS_MAX).toBe(schema.BATCH_POINTS_MAX);
  expect(limits.BATCH_FIELDS_MAX).toBe(schema.RUN_FIELDS_MAX);
  expect(limits.BATCH_LINES_MAX).toBe(schema.BATCH_LINES_MAX);
  expect(limits.CURVES_MEDIA_TYPE).toBe(schema.CURVES_MEDIA_TYPE);
  expect(limits.LINE_MAX).toBe(schema.LINE_MAX);
  expect(limits.BLOB_SINGLE_MAX).toBe(schema.BLOB_SINGLE_MAX);
  expect(limits.DIFF_MAX).toBe(schema.DIFF_BYTES_MAX);
  expect(limits.PACKAGES_MAX).toBe(schema.PACKAGES_MAX);
  const media = (count: number) => {
    const one = { key: "a", step: 0, at: 0, kind: "text", sha256: "0".repeat(64), size: 0 };
    return schema.LogBatch.safeParse({ writer: "w_12345678", sequence: 1, media: Array.from({ length: count }, () => one) }).success;
  };
  for (const [check, max] of [
    [media, limits.BATCH_MEDIA_MAX],
    [(n: number) => key("x".repeat(n)), limits.FIELD_KEY_MAX],
    [(n: number) => param("x".repeat(n)), limits.PARAM_TEXT_MAX],
    [(n: number) => tags("x".repeat(n)), limits.TAG_TEXT_MAX],
    [(n: number) => error("x".repeat(n)), limits.RUN_ERROR_MAX],
    [metrics, limits.BATCH_METRICS_MAX],
  ] as const) {
    expect([check(max), check(max + 1)]).toEqual([true, false]);
  }
  for (let code = 0; code < 0x3000; code++) {
    const text = String.fromCharCode(code);
    if (key(text) !== limits.FIELD_KEY_PATTERN.test(text)) expect.fail(`U+${code.toString(16)}`);
  }
});

test("the version is the package's", () => {
  expect(SDK_VERSION).toBe((JSON.parse(readFileSync(at("../package.json"), "utf8")) as { version: string }).version);
});

test.each([
  ["https://ada:secret@example.org/a.git", "https://example.org/a.git"],
  ["https://token@example.org/a.git", "https://example.org/a.git"],
  ["https://ada:se@cret@example.org/a.git", "https://example.org/a.git"],
  ["https://example.org/a@b.git", "https://example.org/a@b.git"],
  ["git@example.org:team/a.git", "git@example.org:team/a.git"],
])("a remote %s is recorded as %s", (remote, recorded) => {
  expect(withoutCredentials(remote)).toBe(recorded);
});
