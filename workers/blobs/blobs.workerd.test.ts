import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { BLOB_SINGLE_MAX, type Blob, type DigestList, type Problem, UPLOAD_PART_BYTES, type Upload } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { bytesOf, sha256Hex } from "../test/support/bytes.ts";
import { faultyBucket } from "../test/support/faulty-bucket.ts";
import { env, migrateControl, outcome, type Sent } from "../test/support/fixtures.ts";
import { createPlace, objectOf, type Place, startRun } from "../test/support/workspaces.ts";
import { blobKey } from "./keys.ts";

beforeAll(migrateControl);

type Content = string | Uint8Array<ArrayBuffer>;

const put = async (place: Place, content: Content, sent: Sent = {}, digest?: string) =>
  place.owner.fetch(`${place.base}/blobs/${digest ?? (await sha256Hex(content))}`, {
    method: "PUT",
    ...bytesOf(content),
    ...sent,
    headers: { ...bytesOf(content).headers, ...sent.headers },
  });
const putOk = async (place: Place, content: Content) => (await put(place, content)).json<Blob>();

const missing = (place: Place, digests: string[]) => place.owner.json<DigestList>(`${place.base}/blobs/missing`, { json: { digests } });

/** Keys of the bytes of a workspace in R2. */
const stored = async ({ workspaceId }: Place) => (await env.BLOBS.list({ prefix: blobKey(workspaceId, "") })).objects.map(({ key }) => key);

const textOf = async (answer: Response) => new TextDecoder().decode(await answer.arrayBuffer());

/** Lets everything be due that waits for its time, and does it until nothing is left to do. */
async function passTime(place: Place): Promise<void> {
  const object = objectOf(place.workspaceId);
  for (let i = 0; i < 3; i++) {
    await runInDurableObject(object, (_, { storage: { sql } }) => {
      sql.exec("UPDATE blobs SET expires_at = 0 WHERE expires_at IS NOT NULL");
      sql.exec("UPDATE uploads SET expires_at = 0");
      sql.exec("UPDATE r2_garbage SET due_at = 0");
    });
    await runDurableObjectAlarm(object);
  }
}

/** Lets an object's own bucket fail at its k-th call. */
const breakObject = ({ workspaceId }: Place, bucket: R2Bucket) =>
  runInDurableObject(objectOf(workspaceId), (instance) => {
    Object.defineProperty(instance, "env", { configurable: true, value: { ...env, BLOBS: bucket } });
  });

const commit = (place: Place, run: string, path: string, blob: Pick<Blob, "sha256" | "size">) =>
  place.owner.fetch(`${place.base}/runs/${run}/artifacts`, { json: { artifacts: [{ path, sha256: blob.sha256, size: blob.size }] } });

/** Bytes that need so many parts, the last of them short; no two parts are the same. */
function bytesOfParts(parts: number, last: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((parts - 1) * UPLOAD_PART_BYTES + last);
  for (let at = 0; at < bytes.length; at += 1_000) bytes[at] = (at / 1_000) % 251;
  return bytes;
}
const partOf = (bytes: Uint8Array<ArrayBuffer>, part: number) => bytes.slice((part - 1) * UPLOAD_PART_BYTES, part * UPLOAD_PART_BYTES);

const open = (place: Place, input: { sha256: string; size: number }) => place.owner.json<Upload>(`${place.base}/uploads`, { json: input });
const sendPart = (place: Place, upload: string, part: number | string, bytes: Content, sent: Sent = {}) =>
  place.owner.fetch(`${place.base}/uploads/${upload}/parts/${part}`, {
    method: "PUT",
    ...bytesOf(bytes),
    ...sent,
    headers: { ...bytesOf(bytes).headers, ...sent.headers },
  });
const complete = (place: Place, upload: string, sent: Sent = {}) =>
  place.owner.fetch(`${place.base}/uploads/${upload}/complete`, { method: "POST", ...sent });

describe("a blob", () => {
  test("is stored once, whoever sends it how often", async () => {
    const place = await createPlace();
    const sha256 = await sha256Hex("content");
    expect(await missing(place, [sha256, sha256])).toEqual({ digests: [sha256] });
    expect(await putOk(place, "content")).toEqual({ sha256, size: 7, is_new: true });
    expect(await putOk(place, "content")).toEqual({ sha256, size: 7, is_new: false });
    expect(await missing(place, [sha256])).toEqual({ digests: [] });
    expect(await stored(place)).toHaveLength(1);
  });

  test("may be empty", async () => {
    const place = await createPlace();
    expect(await putOk(place, "")).toMatchObject({ size: 0, is_new: true });
    const run = await startRun(place);
    expect((await commit(place, run.id, "empty", { sha256: await sha256Hex(""), size: 0 })).status).toBe(200);
    const answer = await place.owner.fetch(`${place.base}/runs/${run.id}/content?path=empty`);
    expect([answer.status, await textOf(answer)]).toEqual([200, ""]);
  });

  test("that is sent twice at once is there once", async () => {
    const place = await createPlace();
    const answers = await Promise.all([putOk(place, "twins"), putOk(place, "twins"), putOk(place, "twins")]);
    expect(answers.filter(({ is_new }) => is_new)).toHaveLength(1);
    const { id } = await startRun(place);
    await commit(place, id, "a", { sha256: await sha256Hex("twins"), size: 5 });
    await passTime(place);
    expect(await stored(place)).toHaveLength(1);
    expect(await textOf(await place.owner.fetch(`${place.base}/runs/${id}/content?path=a`))).toBe("twins");
  });

  test("whose bytes have another digest stores nothing", async () => {
    const place = await createPlace();
    const digest = await sha256Hex("what was said");
    expect(await outcome(put(place, "what was sent", {}, digest))).toBe("400 digest_mismatch");
    expect(await missing(place, [digest])).toEqual({ digests: [digest] });
    expect(await stored(place)).toEqual([]);
  });

  test("needs its length, which has to be right, and a digest that is one", async () => {
    const place = await createPlace();
    const answer = await put(place, "x", { headers: { "content-length": "" } });
    expect(await answer.json<Problem>()).toMatchObject({ status: 400, errors: [{ path: "header.Content-Length" }] });
    for (const length of ["2", "0x1", "-1", "1e3"])
      expect(await outcome(put(place, "xyz", { headers: { "content-length": length } })), length).toBe("400 invalid_request");
    expect(await outcome(put(place, "x", { headers: { "content-length": String(BLOB_SINGLE_MAX + 1) } }))).toBe("413 payload_too_large");
    for (const digest of ["X".repeat(64), "ab", "..%2f..", (await sha256Hex("x")).toUpperCase()])
      expect(await outcome(put(place, "x", {}, digest)), digest).toBe("400 invalid_request");
    expect(await stored(place)).toEqual([]);
  });

  test("of another workspace is missing here", async () => {
    const [ours, theirs] = [await createPlace(), await createPlace()];
    const { sha256, size } = await putOk(theirs, "theirs alone");
    expect(await missing(ours, [sha256])).toEqual({ digests: [sha256] });
    const run = await startRun(ours);
    expect(await outcome(commit(ours, run.id, "a", { sha256, size }))).toBe("409 blob_missing");
    expect((await open(ours, { sha256, size })).is_complete).toBe(false);
    expect((await putOk(ours, "theirs alone")).is_new).toBe(true);
  });

  test("goes a day after the last thing that referred to it, and not before", async () => {
    const place = await createPlace();
    const blob = await putOk(place, "short-lived");
    const { id } = await startRun(place);
    await runDurableObjectAlarm(objectOf(place.workspaceId));
    expect(await missing(place, [blob.sha256])).toEqual({ digests: [] });
    await commit(place, id, "a/one", blob);
    await commit(place, id, "a/two", blob);
    await passTime(place);
    expect(await stored(place)).toHaveLength(1);
    const drop = (path: string) => outcome(place.owner.fetch(`${place.base}/runs/${id}/artifacts?path=${path}`, { method: "DELETE" }));
    expect(await drop("a/one")).toBe("204");
    await passTime(place);
    expect(await stored(place)).toHaveLength(1);
    expect(await drop("a")).toBe("204");
    expect(await missing(place, [blob.sha256])).toEqual({ digests: [] });
    await passTime(place);
    expect(await stored(place)).toEqual([]);
    expect(await missing(place, [blob.sha256])).toEqual({ digests: [blob.sha256] });
    expect((await putOk(place, "short-lived")).is_new).toBe(true);
  });

  test.each(["before", "after"] as const)("is whole or not there when R2 fails %s any call, and then can be sent again", async (time) => {
    for (let k = 1; ; k++) {
      const place = await createPlace();
      const { bucket, calls } = faultyBucket(env.BLOBS, k, time);
      const sha256 = await sha256Hex("important");
      const first = await outcome(put(place, "important", { env: { BLOBS: bucket } }));
      if (calls() < k) {
        expect(first).toBe("200");
        expect(k).toBeGreaterThan(1);
        break;
      }
      expect(first).toBe("503 unavailable");
      expect(await missing(place, [sha256])).toEqual({ digests: [sha256] });
      await evictDurableObject(objectOf(place.workspaceId));
      expect((await putOk(place, "important")).is_new).toBe(true);
      const { id } = await startRun(place);
      expect((await commit(place, id, "a", { sha256, size: 9 })).status).toBe(200);
      await passTime(place);
      expect(await stored(place)).toHaveLength(1);
      expect(await textOf(await place.owner.fetch(`${place.base}/runs/${id}/content?path=a`))).toBe("important");
    }
  });
});

describe("an upload in parts", () => {
  test("goes on after a restart where it was, and ends as one blob however often it is completed", async () => {
    const place = await createPlace();
    const bytes = bytesOfParts(2, 1_000);
    const [sha256, size] = [await sha256Hex(bytes), bytes.length];
    const upload = await open(place, { sha256, size });
    expect(upload).toMatchObject({ sha256, size, part_size: UPLOAD_PART_BYTES, received: [], is_complete: false });
    await sendPart(place, upload.id, 2, new Uint8Array(1_000));
    expect(await (await sendPart(place, upload.id, 2, partOf(bytes, 2))).json()).toMatchObject({ received: [2] });
    await evictDurableObject(objectOf(place.workspaceId));
    expect(await open(place, { sha256, size })).toEqual({ ...upload, received: [2] });
    const early = await complete(place, upload.id);
    expect(await early.json<Problem>()).toMatchObject({ code: "blob_missing", errors: [{ path: "path.part.1" }] });
    await sendPart(place, upload.id, 1, partOf(bytes, 1));
    expect(await (await complete(place, upload.id)).json()).toEqual({ sha256, size, is_new: true });
    expect(await (await complete(place, upload.id)).json()).toEqual({ sha256, size, is_new: false });
    expect(await (await sendPart(place, upload.id, 2, partOf(bytes, 2))).json()).toMatchObject({ is_complete: true });
    expect(await open(place, { sha256, size })).toMatchObject({ is_complete: true });
    const { id } = await startRun(place);
    await commit(place, id, "model.bin", { sha256, size });
    await passTime(place);
    const range = await place.owner.fetch(`${place.base}/runs/${id}/content?path=model.bin`, {
      headers: { range: `bytes=${UPLOAD_PART_BYTES}-` },
    });
    expect(range.status).toBe(206);
    expect(await sha256Hex(new Uint8Array(await range.arrayBuffer()))).toBe(await sha256Hex(partOf(bytes, 2)));
    expect(await stored(place)).toHaveLength(1);
  }, 60_000);

  test("whose bytes are others than was said is dropped with them", async () => {
    const place = await createPlace();
    const upload = await open(place, { sha256: await sha256Hex("good"), size: 4 });
    await sendPart(place, upload.id, 1, "evil");
    expect(await outcome(complete(place, upload.id))).toBe("400 digest_mismatch");
    expect(await outcome(complete(place, upload.id))).toBe("404 not_found");
    expect(await missing(place, [upload.sha256])).toEqual({ digests: [upload.sha256] });
    await passTime(place);
    expect(await stored(place)).toEqual([]);
  });

  test("refuses parts that do not fit, and what is no upload", async () => {
    const place = await createPlace();
    const { id } = await open(place, { sha256: await sha256Hex("x"), size: UPLOAD_PART_BYTES + 5 });
    for (const part of [0, 3, -1, "1.5", "x", 99999999])
      expect(await outcome(sendPart(place, id, part, "12345")), String(part)).toBe("400 invalid_request");
    expect(await outcome(sendPart(place, id, 2, "1234"))).toBe("400 invalid_request");
    expect(await outcome(sendPart(place, id, 1, "12345"))).toBe("400 invalid_request");
    expect(await outcome(sendPart(place, "upl_nothing", 1, "12345"))).toBe("404 not_found");
    expect(await outcome(place.owner.fetch(`${place.base}/uploads`, { json: { sha256: await sha256Hex(""), size: 0 } }))).toBe(
      "400 invalid_request",
    );
    expect((await place.owner.json<Upload>(`${place.base}/uploads/${id}`)).received).toEqual([]);
  });

  test("that is given up or abandoned leaves nothing", async () => {
    const place = await createPlace();
    const input = { sha256: await sha256Hex("12345"), size: 5 };
    const given = await open(place, input);
    await sendPart(place, given.id, 1, "12345");
    const abort = () => outcome(place.owner.fetch(`${place.base}/uploads/${given.id}`, { method: "DELETE" }));
    expect([await abort(), await abort()]).toEqual(["204", "404 not_found"]);
    const abandoned = await open(place, input);
    expect(abandoned.id).not.toBe(given.id);
    await sendPart(place, abandoned.id, 1, "12345");
    await passTime(place);
    expect(await outcome(complete(place, abandoned.id))).toBe("404 not_found");
    expect(await stored(place)).toEqual([]);
    expect((await open(place, input)).received).toEqual([]);
  });

  test("and one request with the same bytes at once make one blob", async () => {
    const place = await createPlace();
    const input = { sha256: await sha256Hex("12345"), size: 5 };
    const [upload, same] = await Promise.all([open(place, input), open(place, input)]);
    expect(same.id).toBe(upload.id);
    await sendPart(place, upload.id, 1, "12345");
    const answers = await Promise.all([complete(place, upload.id), complete(place, upload.id), put(place, "12345")]);
    expect(await Promise.all(answers.map(outcome))).toEqual(["200", "200", "200"]);
    const { id } = await startRun(place);
    await commit(place, id, "a", input);
    await passTime(place);
    expect(await stored(place)).toHaveLength(1);
    expect(await textOf(await place.owner.fetch(`${place.base}/runs/${id}/content?path=a`))).toBe("12345");
  });

  test.each(["before", "after"] as const)("survives R2 failing %s any call at any step", async (time) => {
    const steps = { api: 0, object: 0 };
    for (const where of ["api", "object"] as const)
      for (let k = 1; ; k++) {
        const place = await createPlace();
        const { bucket, calls } = faultyBucket(env.BLOBS, k, time);
        await place.owner.fetch(`${place.base}/runs`);
        if (where === "object") await breakObject(place, bucket);
        const sent = where === "api" ? { env: { BLOBS: bucket } } : {};
        const input = { sha256: await sha256Hex("12345"), size: 5 };
        /** Does a step again until it is done, as a client would. */
        const again = async <T>(step: () => Promise<Response>): Promise<T> => {
          for (let i = 0; i < 3; i++) {
            const answer = await step();
            if (answer.ok) return answer.json<T>();
            expect(await outcome(answer)).toBe("503 unavailable");
          }
          throw new Error("it never succeeds");
        };
        const upload = await again<Upload>(() => place.owner.fetch(`${place.base}/uploads`, { json: input, ...sent }));
        await again(() => sendPart(place, upload.id, 1, "12345", sent));
        await again(() => complete(place, upload.id, sent));
        const { id } = await startRun(place);
        expect((await commit(place, id, "a", input)).status).toBe(200);
        await passTime(place);
        await passTime(place);
        expect(await textOf(await place.owner.fetch(`${place.base}/runs/${id}/content?path=a`)), `${where} ${k}`).toBe("12345");
        expect(await stored(place)).toHaveLength(1);
        steps[where] = Math.max(steps[where], calls());
        if (calls() < k) break;
      }
    expect(steps.api).toBeGreaterThan(3);
    expect(steps.object).toBeGreaterThan(0);
  });
});
