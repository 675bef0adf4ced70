import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BLOB_SINGLE_MAX, UPLOAD_PART_BYTES } from "@cairn/sdk/schema";
import { expect, test } from "vitest";
import { newcomer } from "../../sdk/test/support/newcomer.ts";
import { killAtWrite, killDuring, openTables } from "../test/support/kill.ts";
import { startPrivateStack } from "../test/support/stack.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("a server that is killed while parts arrive, are put together and are named keeps what it acknowledged, once", async () => {
  const server = await startPrivateStack();
  try {
    const { cairn } = await newcomer(server.origin);
    const bytes = new Uint8Array(randomBytes(2 * UPLOAD_PART_BYTES + 1_000));
    const named = { sha256: sha256(bytes), size: bytes.length };
    const { id } = await cairn.artifacts.createUpload(named);
    const send = (part: number) =>
      cairn.artifacts.putPart(id, part, bytes.slice((part - 1) * UPLOAD_PART_BYTES, part * UPLOAD_PART_BYTES), { maxRetries: 0 });
    await send(1);
    await killDuring(server, () => send(2), "r2", 2);
    const after = await cairn.artifacts.createUpload(named);
    expect([after.id, after.received[0]]).toEqual([id, 1]);
    await send(2);
    await send(3);
    const complete = () => cairn.artifacts.completeUpload(id, { maxRetries: 0 });
    for (const writes of [1, 3]) await killDuring(server, complete, "r2", writes);
    await killDuring(server, complete, "tables");
    expect(await complete()).toMatchObject(named);
    const run = await cairn.runs.create({ experiment: "kill" });
    const commit = () =>
      cairn.artifacts.commit(run.id, { artifacts: [{ path: "model/weights.bin", ...named }] }, { maxRetries: 0 }).then(() => undefined);
    await killDuring(server, commit, "tables");
    await commit();
    expect(await cairn.artifacts.list(run.id, { recursive: true }).toArray()).toMatchObject([{ path: "model/weights.bin", ...named }]);
    expect(sha256(new Uint8Array(await (await cairn.artifacts.content(run.id, "model/weights.bin")).arrayBuffer()))).toBe(named.sha256);
  } finally {
    await server.remove();
  }
}, 240_000);

test("a large upload whose check is cut off is checked from there on", async () => {
  const server = await startPrivateStack();
  try {
    const { cairn } = await newcomer(server.origin);
    // What is not checked at once, in one part more: parts that differ in their first byte.
    const count = 17;
    const part = new Uint8Array(randomBytes(UPLOAD_PART_BYTES));
    const partOf = (number: number) => new Blob([Uint8Array.of(number), part.subarray(1)]);
    const hash = createHash("sha256");
    for (let number = 1; number <= count; number++) hash.update(Uint8Array.of(number)).update(part.subarray(1));
    const named = { sha256: hash.digest("hex"), size: count * UPLOAD_PART_BYTES };
    const { id } = await cairn.artifacts.createUpload(named);
    for (let number = 1; number <= count; number++) await cairn.artifacts.putPart(id, number, partOf(number));
    // What else the object writes may come first.
    for (let tries = 0, some = 0; some === 0; tries++) {
      await killDuring(server, () => cairn.artifacts.completeUpload(id, { maxRetries: 0 }), "tables");
      const tables = openTables(server);
      const checked = tables.prepare("SELECT checked_bytes % 67108864 AS rest, checked_bytes > 0 AS some FROM uploads").get();
      tables.close();
      some = Number(checked?.some);
      expect([checked?.rest, tries < 10]).toEqual([0, true]);
    }
    // As many calls as it takes.
    let done = await cairn.artifacts.completeUpload(id);
    while ("part_size" in done) done = await cairn.artifacts.completeUpload(id);
    expect(done).toEqual({ ...named, is_new: true });
  } finally {
    await server.remove();
  }
}, 240_000);

test("one call of artifact() outlives a server that is killed while it sends and while it ends", async () => {
  const server = await startPrivateStack();
  const folder = mkdtempSync(join(tmpdir(), "cairn-kill-"));
  try {
    const { cairn } = await newcomer(server.origin);
    const bytes = randomBytes(BLOB_SINGLE_MAX + 1_000);
    writeFileSync(join(folder, "model.bin"), bytes);
    const run = await cairn.run({ experiment: "kill", environment: false, system: false, console: false, handleExit: false });
    const kills: Promise<void>[] = [];
    const stored = run.artifact(join(folder, "model.bin"), {
      onProgress: ({ sentBytes, totalBytes }) => {
        const at = sentBytes === totalBytes ? 2 : sentBytes >= UPLOAD_PART_BYTES ? 1 : 0;
        if (at > kills.length) kills.push((kills[0] ?? Promise.resolve()).then(() => killAtWrite(server, "r2", 1, () => stored)));
      },
    });
    await stored;
    await Promise.all(kills);
    expect(kills).toHaveLength(2);
    await run.finish();
    const [file, ...others] = await cairn.artifacts.list(run.id, { recursive: true }).toArray();
    expect([file?.path, file?.sha256, others]).toEqual(["model.bin", sha256(bytes), []]);
    expect(sha256(new Uint8Array(await (await cairn.artifacts.content(run.id, "model.bin")).arrayBuffer()))).toBe(sha256(bytes));
  } finally {
    rmSync(folder, { recursive: true });
    await server.remove();
  }
}, 240_000);
