import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Options, s3Storage } from "../../src/tasks/outputs/storage/s3.ts";
import { type Bucket, startBucket } from "../support/bucket.ts";
import { storageContract } from "./contract.ts";
import { bytes, text } from "./fixture.ts";

let store: Bucket;
beforeAll(async () => {
  store = await startBucket();
});
afterAll(() => store?.close());

let folders = 0;
const open = (more: Partial<S3Options> = {}) =>
  s3Storage({ ...store, uri: `s3://${store.name}/test-${folders++}/a b`, region: "auto", ...more });

storageContract("an S3 bucket", () => open());

describe("an S3 bucket", () => {
  test("takes large objects in parts, which appear together or not at all", async () => {
    const storage = open({ partBytes: 5 * 1024 * 1024 });
    const large = new Uint8Array(12 * 1024 * 1024).map((_, i) => (i >> 10) & 255);
    const seen: unknown[] = [];
    await storage.write("large", large, async () => void seen.push(await storage.stat("large")));
    expect(seen).toEqual([null]);
    expect(Buffer.compare((await storage.read("large")) ?? new Uint8Array(), large)).toBe(0);
    const refusal = new Error("lease lost");
    await expect(storage.write("other", large, () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(await storage.stat("other")).toBeNull();
  });

  test("lists more than one page", async () => {
    const storage = open();
    const names = Array.from({ length: 1_020 }, (_, i) => `many/${String(i).padStart(5, "0")}`);
    for (let i = 0; i < names.length; i += 60) await Promise.all(names.slice(i, i + 60).map((name) => storage.write(name, bytes("x"))));
    const found: string[] = [];
    for await (const { path } of storage.list("many")) found.push(path);
    expect(found).toEqual(names);
  });

  test("names key, place and remedy when the credentials are wrong or the bucket is not there", async () => {
    const wrong = open({ secretAccessKey: "other" });
    await expect(wrong.read("a/b")).rejects.toThrow(/^Cannot read a\/b in s3:\/\/outputs\/.*403.*Check AWS_ACCESS_KEY_ID/);
    await expect(wrong.write("a/b", bytes("x"))).rejects.toMatchObject({ code: "storage_failed", path: "a/b" });
    const nowhere = open({ uri: "s3://no-such-bucket" });
    await expect(nowhere.write("a", bytes("x"))).rejects.toMatchObject({ code: "storage_failed" });
    await expect(nowhere.read("a")).rejects.toMatchObject({ code: "storage_failed" });
  });

  test("gets over answers that are lost, also of a create that had done its work", async () => {
    let failures = 0;
    const flaky: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      // Every other answer is lost after the store has acted.
      if (failures++ % 2 === 0) {
        await answer.body?.cancel();
        throw new TypeError("connection reset");
      }
      return answer;
    };
    const storage = open({ fetch: flaky });
    expect(await storage.create("lock", bytes("mine"))).toBe(true);
    expect(await storage.create("lock", bytes("theirs"))).toBe(false);
    await storage.write("x", bytes("1"));
    expect(text(await storage.read("x"))).toBe("1");
  });

  test("goes to the bucket's own host at Amazon", async () => {
    const asked: string[] = [];
    const storage = s3Storage({
      uri: "s3://acme-artifacts/vision/",
      accessKeyId: "key",
      secretAccessKey: "secret",
      sessionToken: "session",
      region: "eu-west-1",
      fetch: async (input) => {
        const request = input as Request;
        asked.push(`${request.method} ${request.url} ${request.headers.get("x-amz-security-token")}`);
        return new Response(null, { status: 404 });
      },
    });
    expect(await storage.stat("a/ü")).toBeNull();
    expect(asked).toEqual(["HEAD https://acme-artifacts.s3.eu-west-1.amazonaws.com/vision/a/%C3%BC session"]);
    expect(storage.uriOf("a")).toBe("s3://acme-artifacts/vision/a");
  });
});
