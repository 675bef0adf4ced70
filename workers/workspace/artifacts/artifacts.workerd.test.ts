import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { ArtifactEntry, Artifacts, Media, Page, Problem, RunDetail, WorkspaceEvent } from "@cairn/sdk/schema";
import { beforeAll, describe, expect, test } from "vitest";
import { workspacePrefix } from "../../blobs/keys.ts";
import { bytesOf, sha256Hex } from "../../test/support/bytes.ts";
import { env, migrateControl, outcome } from "../../test/support/fixtures.ts";
import { createPlace, objectOf, type Place, startRun } from "../../test/support/workspaces.ts";

beforeAll(migrateControl);

interface Home extends Place {
  run: RunDetail;
  /** Path of the run in the API. */
  path: string;
}

async function createHome(): Promise<Home> {
  const place = await createPlace();
  const run = await startRun(place);
  return { ...place, run, path: `${place.base}/runs/${run.id}` };
}

async function upload({ owner, base }: Place, text: string) {
  const sha256 = await sha256Hex(text);
  await owner.json(`${base}/blobs/${sha256}`, { method: "PUT", ...bytesOf(text) });
  return { sha256, size: new TextEncoder().encode(text).length };
}

const commit = ({ owner, path }: Home, artifacts: unknown[]) => owner.fetch(`${path}/artifacts`, { json: { artifacts } });

/** Puts files of these paths into the run; each holds its own path. */
async function putFiles(home: Home, paths: string[], contentType = "text/plain") {
  const artifacts = [];
  for (const path of paths) artifacts.push({ path, ...(await upload(home, path)), content_type: contentType });
  const answer = await commit(home, artifacts);
  expect(answer.status).toBe(200);
  return (await answer.json<Artifacts>()).items;
}

async function list({ owner, path }: Home, query = ""): Promise<ArtifactEntry[]> {
  const items: ArtifactEntry[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<ArtifactEntry> = await owner.json(`${path}/artifacts?limit=2${query}${cursor ? `&cursor=${cursor}` : ""}`);
    expect(page.items.length).toBeLessThanOrEqual(2);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

const short = (entries: ArtifactEntry[]) => entries.map(({ kind, path, files, size }) => `${kind} ${path} ${files} ${size}`);
const get = ({ owner, path }: Home, file: string, headers: Record<string, string> = {}, method = "GET") =>
  owner.fetch(`${path}/content?path=${encodeURIComponent(file)}`, { headers, method });
const text = async (answer: Response) => new TextDecoder().decode(await answer.arrayBuffer());
const events = async ({ owner, base }: Place) => (await owner.json<Page<WorkspaceEvent>>(`${base}/events`)).items;

describe("files of a run", () => {
  test("are listed by folder with sizes and counts, or all of them, page by page", async () => {
    const home = await createHome();
    await putFiles(home, ["b", "a.txt", "a/x", "a/y/1", "a/y/2", "a/z0", "a0", "é/ü"]);
    expect(short(await list(home))).toEqual(["file a.txt 1 5", "folder a 4 17", "file a0 1 2", "file b 1 1", "folder é 1 5"]);
    expect(short(await list(home, "&path=a"))).toEqual(["file a/x 1 3", "folder a/y 2 10", "file a/z0 1 4"]);
    expect(short(await list(home, "&path=a/y"))).toEqual(["file a/y/1 1 5", "file a/y/2 1 5"]);
    expect((await list(home, "&recursive=true")).map(({ path }) => path)).toEqual([
      "a.txt",
      "a/x",
      "a/y/1",
      "a/y/2",
      "a/z0",
      "a0",
      "b",
      "é/ü",
    ]);
    expect(short(await list(home, "&path=a&recursive=true"))).toHaveLength(4);
    expect(await list(home, "&path=nowhere")).toEqual([]);
    expect(await home.owner.json(home.path)).toMatchObject({ artifact_count: 8, artifact_bytes: 30 });
  });

  test("are replaced by the same path, and the same again changes and tells nothing", async () => {
    const home = await createHome();
    await putFiles(home, ["one", "two"]);
    const again = { path: "one", ...(await upload(home, "other content")), content_type: "text/plain" };
    for (let i = 0; i < 2; i++) expect((await commit(home, [again])).status).toBe(200);
    expect(await text(await get(home, "one"))).toBe("other content");
    expect(await home.owner.json(home.path)).toMatchObject({ artifact_count: 2, artifact_bytes: 16 });
    expect((await events(home)).filter(({ type }) => type === "artifact.created").map(({ data, subject }) => [subject.id, data])).toEqual([
      [home.run.id, { count: 2, bytes: 6, paths: ["one", "two"] }],
      [home.run.id, { count: 1, bytes: 13, paths: ["one"] }],
    ]);
  });

  test("are dropped one by one or by folder", async () => {
    const home = await createHome();
    await putFiles(home, ["a/1", "a/2", "ab", "b"]);
    const drop = (path: string) => outcome(home.owner.fetch(`${home.path}/artifacts?path=${path}`, { method: "DELETE" }));
    expect(await drop("a")).toBe("204");
    expect(await drop("a")).toBe("404 not_found");
    expect(await drop("b")).toBe("204");
    expect((await list(home)).map(({ path }) => path)).toEqual(["ab"]);
    expect(await home.owner.json(home.path)).toMatchObject({ artifact_count: 1, artifact_bytes: 2 });
    expect(await outcome(get(home, "b"))).toBe("404 not_found");
    expect((await events(home)).filter(({ type }) => type === "artifact.deleted")).toMatchObject([
      { data: { count: 2, path: "a" } },
      { data: { count: 1 } },
    ]);
  });

  test("are all there or none: bytes that are missing are named", async () => {
    const home = await createHome();
    const blob = await upload(home, "here");
    const answer = await commit(home, [
      { path: "a", ...blob },
      { path: "b", sha256: await sha256Hex("not here"), size: 8 },
    ]);
    expect(await answer.json<Problem>()).toMatchObject({
      code: "blob_missing",
      errors: [{ path: "body.artifacts.1.sha256", rule: "blob_missing" }],
    });
    expect(await outcome(commit(home, [{ path: "a", ...blob, size: 5 }]))).toBe("400 invalid_request");
    expect(
      await outcome(
        commit(home, [
          { path: "a", ...blob },
          { path: "a", ...blob },
        ]),
      ),
    ).toBe("400 invalid_request");
    expect(await list(home)).toEqual([]);
  });

  test("have a type that fits into a header", async () => {
    const home = await createHome();
    const blob = await upload(home, "a");
    for (const type of ["text/plain;\r\nX-Y=1", "text/plain;\na=b", "text/plain;\u00a0a=b", "text/plain;\u3000a=b"])
      expect(await outcome(commit(home, [{ path: "a", ...blob, content_type: type }])), JSON.stringify(type)).toBe("400 invalid_request");
    expect(await list(home)).toEqual([]);
  });

  test("are never files and folders at once", async () => {
    const home = await createHome();
    await putFiles(home, ["model/weights"]);
    const blob = await upload(home, "x");
    for (const path of ["model", "model/weights/deep", "model/weights/very/deep"]) {
      const problem = await (await commit(home, [{ path, ...blob }])).json<Problem>();
      expect(problem, path).toMatchObject({ code: "already_exists", errors: [{ path: "body.artifacts.0.path", rule: "conflict" }] });
    }
    expect(
      await outcome(
        commit(home, [
          { path: "n", ...blob },
          { path: "n/m", ...blob },
        ]),
      ),
    ).toBe("409 already_exists");
    expect((await list(home)).map(({ path }) => path)).toEqual(["model"]);
  });

  test.each([
    ["..", "a/../b", "./a", "a/.", "%2e%2e/a", "a/%2E./b", "\uff0e\uff0e/a", "\u2025"],
    ["/etc/passwd", "a//b", "a/", "/", ""],
    [
      "a\\b",
      "..\\a",
      "C:/a",
      "c:a",
      "a\u0000b",
      "a\nb",
      "\u007f",
      "\u202eexe.txt",
      "\ufeffa",
      "a\u200bb",
      "a\u061cb",
      "a\u00adb",
      "a\u2028b",
      "\ud800",
    ],
    ["x".repeat(256), "é".repeat(128), Array.from({ length: 65 }, () => "d").join("/"), "a/".repeat(600)],
  ])("with paths that play tricks are refused with the field named", async (...paths) => {
    const home = await createHome();
    const blob = await upload(home, "x");
    for (const path of paths) {
      const problem = await (await commit(home, [{ path, ...blob }])).json<Problem>();
      expect(problem, JSON.stringify(path)).toMatchObject({ code: "invalid_request", errors: [{ path: "body.artifacts.0.path" }] });
      if (path.isWellFormed()) expect(await outcome(get(home, path)), JSON.stringify(path)).toBe("400 invalid_request");
    }
    expect(await list(home)).toEqual([]);
  });

  test("may have any other name, which is kept composed", async () => {
    const home = await createHome();
    const names = ["…", "...", ".hidden", "a..b", "spa ce", "100%", "%41", "?#&=+", "日本語/👩‍🔬", "__proto__", "'; DROP TABLE artifacts"];
    await putFiles(home, names);
    for (const name of names) expect(await text(await get(home, name)), name).toBe(name);
    await putFiles(home, ["cafe\u0301"]);
    expect((await get(home, "caf\u00e9")).status).toBe(200);
    expect((await get(home, "cafe\u0301")).status).toBe(200);
  });

  test("of a run in the trash can be read and not changed; a purge frees all of it", async () => {
    const home = await createHome();
    await putFiles(home, ["a", "b"]);
    const media = [{ key: "img", step: 1, at: 1, kind: "image", ...(await upload(home, "media")), content_type: "image/png" }];
    await home.owner.json(`${home.path}/log`, { json: { writer: "writer_1", sequence: 1, media, lines: [{ at: 1, text: "x" }] } });
    await home.owner.json(`${home.path}/finish`, { json: {} });
    await home.owner.json(home.path, { method: "DELETE" }, 204);
    expect((await get(home, "a")).status).toBe(200);
    expect(await outcome(commit(home, [{ path: "c", ...(await upload(home, "a")) }]))).toBe("404 not_found");
    const object = objectOf(home.workspaceId);
    for (let i = 0; i < 6; i++) {
      await runInDurableObject(object, (_, { storage: { sql } }) => {
        sql.exec("UPDATE runs SET purge_at = 0 WHERE purge_at IS NOT NULL");
        sql.exec("UPDATE blobs SET expires_at = 0 WHERE expires_at IS NOT NULL");
        sql.exec("UPDATE r2_garbage SET due_at = 0");
      });
      await runDurableObjectAlarm(object);
    }
    expect(await outcome(get(home, "a"))).toBe("404 not_found");
    expect((await env.BLOBS.list({ prefix: workspacePrefix(home.workspaceId) })).objects).toEqual([]);
    const left = await runInDurableObject(object, (_, { storage: { sql } }) =>
      ["artifacts", "media", "run_files", "run_logs", "log_chunks", "blobs"].map(
        (table) => sql.exec(`SELECT * FROM ${table}`).toArray().length,
      ),
    );
    expect(left).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe("content", () => {
  test("is answered whole, in part, or not again", async () => {
    const home = await createHome();
    const [file] = await putFiles(home, ["0123456789"]);
    const tag = `"${file?.sha256}"`;
    const whole = await get(home, "0123456789");
    expect([whole.status, whole.headers.get("etag"), whole.headers.get("accept-ranges"), whole.headers.get("content-length")]).toEqual([
      200,
      tag,
      "bytes",
      "10",
    ]);
    expect(await text(whole)).toBe("0123456789");
    const ranged = async (range: string, more: Record<string, string> = {}) => {
      const answer = await get(home, "0123456789", { range, ...more });
      return [answer.status, answer.headers.get("content-range"), answer.ok ? await text(answer) : await outcome(answer)];
    };
    expect(await ranged("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await ranged("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await ranged("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await ranged("bytes=10-")).toEqual([416, "bytes */10", "416 range_not_satisfiable"]);
    expect(await ranged("bytes=0-1,4-5")).toEqual([200, null, "0123456789"]);
    expect(await ranged("bytes=2-4", { "if-range": tag })).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await ranged("bytes=2-4", { "if-range": '"other"' })).toEqual([200, null, "0123456789"]);
    const same = await get(home, "0123456789", { "if-none-match": `W/${tag}` });
    expect([same.status, await text(same)]).toEqual([304, ""]);
    const head = await get(home, "0123456789", {}, "HEAD");
    expect([head.status, head.headers.get("etag"), await text(head)]).toEqual([200, tag, ""]);
  });

  test.each([
    ["image/png", "inline"],
    ["image/svg+xml", "inline"],
    ["text/plain", "inline"],
    ["text/html", "attachment"],
    ["application/pdf", "attachment"],
    ["text/javascript", "attachment"],
    ["application/octet-stream", "attachment"],
  ])("of type %s is %s, and can run nothing", async (type, kind) => {
    const home = await createHome();
    await putFiles(home, ['dir/naïve "x".bin'], type);
    const { headers } = await get(home, 'dir/naïve "x".bin');
    expect(headers.get("content-disposition")).toBe(`${kind}; filename="na_ve _x_.bin"; filename*=UTF-8''na%C3%AFve%20%22x%22.bin`);
    expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-type")).toContain(type);
    const saved = await home.owner.fetch(`${home.path}/content?download=true&path=${encodeURIComponent('dir/naïve "x".bin')}`);
    expect(saved.headers.get("content-disposition")).toMatch(/^attachment/);
  });
});

describe("media", () => {
  test("are there exactly when their batch is, in order of key and step", async () => {
    const home = await createHome();
    const png = await upload(home, "png");
    const log = (sequence: number, media: unknown[]) =>
      home.owner.fetch(`${home.path}/log`, { json: { writer: "writer_1", sequence, media, lines: [{ at: 1, text: "with it" }] } });
    const image = { key: "b", step: 2, at: 5, kind: "image", ...png, content_type: "image/png", caption: "a cat" };
    const table = { key: "a", step: 9, at: 6, kind: "table", ...png, content_type: "application/json" };
    const missing = { ...image, sha256: await sha256Hex("nowhere") };
    expect(await (await log(1, [image, missing])).json<Problem>()).toMatchObject({
      code: "blob_missing",
      errors: [{ path: "body.media.1.sha256" }],
    });
    const lines = () => home.owner.json<{ total: number }>(`${home.path}/lines`);
    expect((await lines()).total).toBe(0);
    for (let i = 0; i < 2; i++) expect((await log(1, [image, table, { ...image, step: 1 }])).status).toBe(200);
    expect((await lines()).total).toBe(1);
    const read = async (query: string) => {
      const items: Media[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: Page<Media> = await home.owner.json(`${home.path}/media?limit=1${query}${cursor ? `&cursor=${cursor}` : ""}`);
        items.push(...page.items);
        cursor = page.next_cursor;
      }
      return items.map(({ key, step, kind }) => `${key} ${step} ${kind}`);
    };
    expect(await read("")).toEqual(["a 9 table", "b 1 image", "b 2 image"]);
    expect(await read("&key=b")).toEqual(["b 1 image", "b 2 image"]);
    expect(await read("&kind=table")).toEqual(["a 9 table"]);
    const { items } = await home.owner.json<Page<Media>>(`${home.path}/media?key=b`);
    expect(items[1]).toMatchObject({ ...image, caption: "a cat" });
    const answer = await home.owner.fetch(`${home.path}/media/${items[1]?.id}`, { headers: { range: "bytes=1-" } });
    expect([answer.status, answer.headers.get("content-type"), await text(answer)]).toEqual([206, "image/png", "ng"]);
    const other = await startRun(home);
    for (const path of [`${home.path}/media/99`, `${home.path}/media/x`, `${home.base}/runs/${other.id}/media/${items[1]?.id}`])
      expect(await outcome(home.owner.fetch(path)), path).toBe("404 not_found");
  });
});
