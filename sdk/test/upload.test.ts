import { expect, test } from "vitest";
import { Cairn } from "../src/index.ts";
import { BLOB_SINGLE_MAX } from "../src/limits.ts";
import { uploadBlobs } from "../src/run/upload.ts";
import { json, TestApi } from "./support/api.ts";

test("a large upload is completed until its digest is checked to the end", async () => {
  const size = BLOB_SINGLE_MAX + 1;
  const sha256 = "a".repeat(64);
  const upload = { id: "upl_1", sha256, size, part_size: size, received: [1], is_complete: false };
  let completed = 0;
  await using api = await new TestApi((seen, answer) => {
    if (seen.path.endsWith("/blobs/missing")) return json(answer, 200, { digests: [sha256] });
    if (seen.path.endsWith("/uploads")) return json(answer, 200, upload);
    completed += 1;
    if (completed < 3) return json(answer, 202, { ...upload, checked_bytes: completed });
    json(answer, 200, { sha256, size, is_new: true });
  }).start();
  const { artifacts } = new Cairn({ url: api.url, organization: "acme", workspace: "vision" });
  await uploadBlobs([{ sha256, size, open: () => new Blob([]) }], { artifacts, options: {} });
  expect(completed).toBe(3);
});
