import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { BLOB_SINGLE_MAX, UPLOAD_PART_BYTES } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { newcomer } from "../../sdk/test/support/newcomer.ts";
import { stack } from "../test/support/stack.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A request as it goes over the wire, which `fetch` would tidy up. */
function raw(url: string, method: string, headers: Record<string, string>, body: Uint8Array | null = null) {
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer }>((done, failed) => {
    const sent = request(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) }));
      answer.on("error", failed);
    });
    sent.on("error", failed);
    if (body) sent.write(body);
    sent.end();
  });
}

test("bytes over real HTTP: stored, refused, read in part, asked for without their body", { timeout: 120_000 }, async () => {
  const { origin } = stack();
  const { cairn, key, organization, workspace } = await newcomer(origin);
  const credential = { authorization: `Bearer ${key}`, "content-type": "application/octet-stream" };
  const at = `${origin}/api/v1/orgs/${organization}/workspaces/${workspace}`;
  const bytes = new Uint8Array(randomBytes(20_000_000));
  const digest = sha256(bytes);
  expect(await cairn.artifacts.putBlob(digest, bytes)).toEqual({ sha256: digest, size: bytes.length, is_new: true });
  expect(await cairn.artifacts.putBlob(digest, bytes)).toEqual({ sha256: digest, size: bytes.length, is_new: false });
  expect((await raw(`${at}/blobs/${digest}`, "PUT", { ...credential, "transfer-encoding": "chunked" }, bytes)).status).toBe(400);
  const large = { ...credential, "content-length": String(BLOB_SINGLE_MAX + 1) };
  expect((await raw(`${at}/blobs/${digest}`, "PUT", large, new Uint8Array(BLOB_SINGLE_MAX + 1))).status).toBe(413);

  const run = await cairn.runs.create({ experiment: "bytes" });
  await cairn.artifacts.commit(run.id, { artifacts: [{ path: "big file.bin", sha256: digest, size: bytes.length }] });
  const content = `${at}/runs/${run.id}/content?path=big%20file.bin`;
  const whole = await raw(content, "GET", credential);
  expect([whole.status, whole.headers["content-length"], sha256(whole.bytes)]).toEqual([200, String(bytes.length), digest]);
  const part = await raw(content, "GET", { ...credential, range: "bytes=19999990-" });
  expect([part.status, part.headers["content-length"], part.bytes.equals(bytes.subarray(19_999_990))]).toEqual([206, "10", true]);
  const head = await raw(content, "HEAD", credential);
  expect([head.status, head.headers["content-length"], head.headers.etag]).toEqual([200, String(bytes.length), `"${digest}"`]);
  const same = await raw(content, "GET", { ...credential, "if-none-match": `"${digest}"` });
  expect([same.status, same.bytes.length]).toEqual([304, 0]);
});

test("an upload of more than 64 MiB in parts, and its log as text", { timeout: 120_000 }, async () => {
  const { cairn } = await newcomer(stack().origin);
  const bytes = new Uint8Array(randomBytes(BLOB_SINGLE_MAX + 1_000_000));
  const digest = sha256(bytes);
  const upload = await cairn.artifacts.createUpload({ sha256: digest, size: bytes.length });
  const count = Math.ceil(bytes.length / UPLOAD_PART_BYTES);
  for (let part = count; part >= 1; part--)
    await cairn.artifacts.putPart(upload.id, part, bytes.slice((part - 1) * UPLOAD_PART_BYTES, part * UPLOAD_PART_BYTES));
  expect(await cairn.artifacts.completeUpload(upload.id)).toEqual({ sha256: digest, size: bytes.length, is_new: true });
  const run = await cairn.runs.create({ experiment: "bytes" });
  await cairn.artifacts.commit(run.id, { artifacts: [{ path: "model", sha256: digest, size: bytes.length }] });
  const answer = await cairn.artifacts.content(run.id, "model");
  expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(digest);

  const lines = Array.from({ length: 3_000 }, (_, i) => ({ at: i, text: `line ${i} \u001b[32mok\u001b[0m` }));
  for (let sequence = 1; sequence <= 10; sequence++) await cairn.runs.log(run.id, { writer: "writer_1", sequence, lines });
  const text = await (await cairn.runs.logText(run.id)).text();
  expect(text).toBe(Array.from({ length: 10 }, () => lines.map((line) => `${line.text}\n`).join("")).join(""));
  const found = await cairn.runs.lines(run.id, { q: "LINE 2999 ok" });
  expect(found.items.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => 3_000 * (i + 1)));
});
