import { auditSegmentKey, logSegmentKey } from "../../blobs/keys.ts";
import {
  announceSegment,
  giveUpLog,
  isAnnounced,
  type LogRef,
  markStored,
  readAnnounced,
  readSegmentEnd,
  type Segment,
} from "../../control/audit/archive/store.ts";
import { sealAudit } from "../../control/audit/chain/seal.ts";
import { auditRow } from "../../control/audit/record.ts";
import type { RequestCtx } from "../../control/context.ts";
import { sha256Hex } from "../../shared/bytes.ts";
import { ENTRIES_PER_SEGMENT, readPiece } from "./source.ts";

/** Pieces written in one run: the rest is left to another message. */
const SEGMENTS_PER_RUN = 10;

/**
 * Writes what is new of a log to R2, in pieces that are each written once. A piece is announced first, with its digest, and then stored;
 * that of a workspace in one batch with the audit row that makes its digest a part of the organization's chain. A run that dies anywhere
 * is finished by the next, with the same bytes.
 */
export async function archiveLog({ ctx, input }: { ctx: RequestCtx; input: LogRef }): Promise<"done" | "more" | "gone"> {
  const ref = { orgId: input.orgId, log: input.log };
  if (ref.log === ref.orgId) await sealAudit(ctx, ref.orgId);
  for (let written = 0; written < SEGMENTS_PER_RUN; ) {
    const announced = await readAnnounced(ctx.db, ref);
    const first = announced?.first ?? (await readSegmentEnd(ctx.db, ref)) + 1;
    const at = announced?.createdAt ?? ctx.clock.now();
    const piece = await readPiece(ctx, ref, { first, last: announced?.last ?? first + ENTRIES_PER_SEGMENT - 1, at });
    if (piece === "gone") {
      await giveUpLog(ctx.db, ref);
      return "gone";
    }
    if (piece === null) return "done";
    const bytes = new TextEncoder().encode(piece.text);
    const sha256 = await sha256Hex(bytes);
    if (announced) {
      if (announced.sha256 !== sha256) throw new Error(`the log ${ref.log} is not what was announced of ${first}–${announced.last}`);
      await store(ctx, announced, bytes);
      written += 1;
    } else await announce(ctx, { ...ref, first, last: piece.last, sha256, bytes: bytes.byteLength, createdAt: at });
  }
  return "more";
}

async function announce(ctx: RequestCtx, segment: Omit<Segment, "storedAt">): Promise<void> {
  const { orgId, log, first, last, sha256, bytes } = segment;
  const isOwn = log === orgId;
  try {
    if (isOwn) await announceSegment(ctx.db, segment);
    else
      await ctx.db.batch([
        announceSegment(ctx.db, segment),
        auditRow(ctx, {
          action: "log.sealed",
          orgId,
          workspaceId: log,
          target: { type: "workspace", id: log },
          data: { first, last, sha256, bytes },
        }),
      ]);
  } catch (error) {
    if (!isAnnounced(error)) throw error;
  }
}

async function store(ctx: RequestCtx, { orgId, log, first, last, sha256 }: Segment, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const key = log === orgId ? auditSegmentKey(orgId, first, last) : logSegmentKey(log, first, last);
  const options = { sha256, onlyIf: { etagDoesNotMatch: "*" }, httpMetadata: { contentType: "application/x-ndjson" } };
  // Null: it is there. What was there before is never written over, and has to be the same.
  if ((await ctx.env.BLOBS.put(key, bytes, options)) === null) {
    const there = await ctx.env.BLOBS.head(key);
    const digest = there?.checksums.sha256;
    if (!digest || toHex(new Uint8Array(digest)) !== sha256) throw new Error(`${key} is in R2 with other bytes`);
  }
  await markStored(ctx.db, { orgId, log, first, now: ctx.clock.now() });
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
