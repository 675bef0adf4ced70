import type { Upload } from "@cairn/sdk/schema";
import { beforeAll, expect, test } from "vitest";
import { authorizeWorkspace } from "../control/access/authorize.ts";
import { migrateControl } from "../test/support/fixtures.ts";
import { callerCtx, heldClock } from "../test/support/oauth.ts";
import { createPlace } from "../test/support/workspaces.ts";
import { completeUpload } from "./upload.ts";

beforeAll(migrateControl);

const MIB = 1024 * 1024;
/** More than is checked at once, and no whole number of steps. */
const SIZE = 256 * MIB + 65;

/** Bytes from a place on, made as they are read: each MiB says which it is. */
const bytesFrom = (offset: number, length: number) => {
  let at = offset;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at === offset + length) return controller.close();
      const end = Math.min(offset + length, (Math.floor(at / MIB) + 1) * MIB);
      controller.enqueue(new Uint8Array(end - at).fill(Math.floor(at / MIB) % 251));
      at = end;
    },
  });
};

async function digestOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const { DigestStream: Digest } = crypto as unknown as { DigestStream: typeof DigestStream };
  const digest = new Digest("SHA-256");
  await stream.pipeTo(digest);
  return Array.from(new Uint8Array(await digest.digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("a large upload is checked in as many requests as it takes, each going on where the one before stopped", async () => {
  const place = await createPlace();
  const sha256 = await digestOf(bytesFrom(0, SIZE));
  const { id } = await place.owner.json<Upload>(`${place.base}/uploads`, { json: { sha256, size: SIZE } });
  const clock = heldClock();
  const reads: number[] = [];
  const bucket = {
    head: async () => ({ size: SIZE }),
    get: async (_key: string, { range: { offset, length } }: { range: { offset: number; length: number } }) => {
      reads.push(offset / MIB);
      // A bucket so slow that two reads are all there is time for.
      clock.move(10_000);
      return { body: bytesFrom(offset, length) };
    },
  };
  const ctx = await authorizeWorkspace(
    callerCtx(place.owner, { clock, replaced: { BLOBS: bucket } }),
    place.org.slug,
    place.org.workspace.slug,
    "run.write",
  );
  const complete = () => completeUpload(ctx, id);
  expect(await complete()).toMatchObject({ id, checked_bytes: 128 * MIB, is_complete: false });
  expect(await complete()).toMatchObject({ id, checked_bytes: 256 * MIB, is_complete: false });
  expect(await complete()).toEqual({ sha256, size: SIZE, is_new: true });
  expect(reads).toEqual([0, 64, 128, 192, 256]);
});
