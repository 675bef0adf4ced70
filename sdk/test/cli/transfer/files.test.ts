import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type FileMetaData, parquetMetadata } from "hyparquet";
import { parquetWriteFile } from "hyparquet-writer";
import { afterAll, describe, expect, test } from "vitest";
import { type BatchBody, lineBatches, metricBatches } from "../../../src/cli/transfer/batches.ts";
import { fetchFile } from "../../../src/cli/transfer/fetch-file.ts";
import { placeBelow } from "../../../src/cli/transfer/files.ts";
import { checkMetrics, MetricsWriter, type Points, readMetrics } from "../../../src/cli/transfer/metrics-file.ts";
import type { MetricValue } from "../../../src/schema/fields.ts";
import { LogBatch } from "../../../src/schema/run-log.ts";
import { TestApi } from "../../support/api.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-transfer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const RUN = "run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c";

async function collect<T>(all: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of all) items.push(item);
  return items;
}

const key = fc.constantFrom("loss", "train/acc", "名 前", "a.min");
const value: fc.Arbitrary<MetricValue> = fc
  .double()
  .filter((each) => !Object.is(each, -0))
  .map((each) => (Number.isFinite(each) ? each : (String(each) as MetricValue)));
const point = fc.record({ step: fc.maxSafeInteger(), time: fc.integer({ min: 0, max: 8.64e15 }), value });
const part: fc.Arbitrary<Points> = fc.tuple(key, fc.array(point, { minLength: 1, maxLength: 50 })).map(([name, points]) => ({
  key: name,
  steps: points.map((each) => each.step),
  times: points.map((each) => each.time),
  values: points.map((each) => each.value),
}));
const flat = (parts: readonly Points[]) =>
  parts.flatMap((each) => each.steps.map((step, i) => [each.key, step, each.times[i], each.values[i]] as const));

describe("the file of points", () => {
  test("gives back every point as it was, NaN and infinities included, in its order", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const file = join(folder, `points-${count++}.parquet`);
        const writer = new MetricsWriter(file, RUN);
        for (const each of parts) await writer.add(each);
        await writer.finish();
        expect(flat(await collect(readMetrics(file)))).toEqual(flat(parts));
        expect(await checkMetrics(file)).toBe(flat(parts).length);
      }),
      { numRuns: 60 },
    );
  });

  test("that declares more than the memory holds is refused by its headers alone", async () => {
    // Dictionary pages of a thousand equal values: some bytes each, which may as well say that they are billions.
    const bomb = async (name: string, change: (bytes: Buffer, metadata: FileMetaData) => void) => {
      const file = join(folder, name);
      const writer = new MetricsWriter(file, RUN);
      await writer.add({ key: "loss", steps: Array(1_000).fill(7), times: Array(1_000).fill(8), values: Array(1_000).fill(0.5) });
      await writer.finish();
      const bytes = readFileSync(file);
      change(bytes, parquetMetadata(new Uint8Array(bytes).buffer));
      writeFileSync(file, bytes);
      return checkMetrics(file);
    };
    // The thrift number of a thousand, and one as long, of a million: in the footer's groups, and in a page's header.
    const [thousand, more] = [Buffer.from([0xd0, 0x0f]), Buffer.from([0xfe, 0x7f])];
    await expect(
      bomb("footer", (bytes, { metadata_length }) => {
        const at = bytes.indexOf(thousand, bytes.length - 8 - metadata_length);
        more.copy(bytes, at);
      }),
    ).rejects.toThrow(/rows/);
    await expect(bomb("page", (bytes) => more.copy(bytes, bytes.indexOf(thousand)))).rejects.toThrow(/values in|values is in/);
    const rows = [{ name: "run_id", data: Array(2_000_000).fill("r"), type: "STRING" as const, nullable: false }];
    for (const name of ["key", "step", "time", "value"]) rows.push({ ...(rows[0] as (typeof rows)[0]), name });
    parquetWriteFile({ filename: join(folder, "foreign.parquet"), columnData: rows, rowGroupSize: 2_000_000 });
    await expect(checkMetrics(join(folder, "foreign.parquet"))).rejects.toThrow("columns");
  });

  test("of the same points is the same, byte for byte", async () => {
    const points = { key: "loss", steps: [1, 2, 3], times: [1, 2, 3], values: [0.5, "NaN" as const, 3] };
    const bytes = [];
    for (const name of ["one", "two"]) {
      const writer = new MetricsWriter(join(folder, name), RUN);
      await writer.add(points);
      await writer.finish();
      bytes.push(readFileSync(join(folder, name)));
    }
    expect(bytes[0]).toEqual(bytes[1]);
  });

  test("that is something else is refused", async () => {
    const file = join(folder, "no.parquet");
    writeFileSync(file, randomBytes(400));
    await expect(checkMetrics(file)).rejects.toThrow();
  });
});

describe("batches", () => {
  const asBatch = (body: BatchBody) => LogBatch.parse({ writer: "import_x", sequence: 1, ...body });

  test("carry all points in order, as many as the server takes, and are cut alike each time", async () => {
    const many = (name: string, count: number): Points => ({
      key: name,
      steps: Array.from({ length: count }, (_, i) => i),
      times: Array(count).fill(1),
      values: Array(count).fill(0.5),
    });
    const parts = [many("a", 9_999), many("b", 20_001), ...Array.from({ length: 1_500 }, (_, i) => many(`k${i}`, 1))];
    const feed = async function* () {
      yield* parts;
    };
    const bodies = await collect(metricBatches(feed()));
    expect(flat(bodies.flatMap((body) => asBatch(body).metrics))).toEqual(flat(parts));
    expect(await collect(metricBatches(feed()))).toEqual(bodies);
    expect(bodies.length).toBe(5);
  });

  test("of long lines stay small", async () => {
    const feed = async function* () {
      for (let i = 0; i < 200; i++) yield { at: i, stream: "stdout" as const, text: "x".repeat(16_000) };
    };
    const bodies = await collect(lineBatches(feed()));
    expect(bodies.flatMap((body) => asBatch(body).lines ?? []).map(({ at }) => at)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    for (const body of bodies) expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
  });
});

describe("a download", () => {
  const content = randomBytes(500_000);
  const expected = { size: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  const download = (api: TestApi, name: string, onBytes?: (count: number) => void) => {
    const file = join(folder, name);
    const open = async (headers: Record<string, string>) => fetch(api.url, { headers });
    const signal = new AbortController().signal;
    return fetchFile({ file, part: `${file}.part`, expected, open, signal, ...(onBytes && { onBytes }) }).then(() => readFileSync(file));
  };
  /** Serves ranges, each answer cut off after so many bytes. */
  const serving = (bytes: Buffer, most = Number.POSITIVE_INFINITY) =>
    new TestApi((seen, answer) => {
      const start = Number(/bytes=(\d+)-/.exec(seen.headers.range ?? "")?.[1] ?? 0);
      answer.writeHead(start > 0 ? 206 : 200, { "content-length": bytes.length - start });
      if (bytes.length - start <= most) return answer.end(bytes.subarray(start));
      answer.write(bytes.subarray(start, start + most), () => answer.destroy());
    });

  test("that breaks goes on where it ended", async () => {
    await using api = await serving(content, 150_000).start();
    let counted = 0;
    expect(
      await download(api, "broken", (count) => {
        counted += count;
      }),
    ).toEqual(content);
    expect(api.seen.length).toBeGreaterThanOrEqual(4);
    expect(counted).toBe(content.length);
    expect(existsSync(join(folder, "broken.part"))).toBe(false);
  });

  test("goes on with what an earlier process left", async () => {
    await using api = await serving(content).start();
    writeFileSync(join(folder, "left.part"), content.subarray(0, 400_000));
    expect(await download(api, "left")).toEqual(content);
    expect(api.seen.map((seen) => seen.headers.range)).toEqual(["bytes=400000-"]);
  });

  test("is whole also from a server that knows no ranges", async () => {
    await using api = await new TestApi((_, answer) => answer.end(content)).start();
    writeFileSync(join(folder, "whole.part"), content.subarray(0, 1_000));
    expect(await download(api, "whole")).toEqual(content);
  });

  test("of other bytes is refused and leaves nothing behind", async () => {
    const other = Buffer.from(content);
    other.writeUInt8(other.readUInt8(123_456) ^ 1, 123_456);
    await using api = await serving(other).start();
    await expect(download(api, "other")).rejects.toThrow("are not those that the server announced");
    expect([existsSync(join(folder, "other")), existsSync(join(folder, "other.part"))]).toEqual([false, false]);
  });
});

test.each(["", "/etc/passwd", "a/../b", "..", "a//b", "a\\b", "C:/x", "a/\u0000", "./a"])("the path %j leads nowhere", (path) => {
  expect(() => placeBelow("/safe", path)).toThrow("not safe");
});
