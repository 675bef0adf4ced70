import { notFound } from "../../shared/errors.ts";
import { releaseBlobs } from "../blobs/refer.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { ARTIFACTS_PER_RUN_MAX } from "../limits.ts";
import type { PurgeStep } from "../runs/purge.ts";
import { readLivingRun } from "../runs/store.ts";
import { type ArtifactRow, addToFileTotals, deleteArtifacts } from "./store.ts";

/** Drops a file, or a folder with all that is in it. Throws `not_found`. */
export function deleteArtifact({ ctx, input }: VerbInput<{ run: string; path: string }>): void {
  const { number, id } = readLivingRun(ctx.sql, input.run);
  transact(ctx, (emit) => {
    const dropped = drop(ctx, number, input.path, ARTIFACTS_PER_RUN_MAX);
    if (dropped.length === 0) throw notFound("artifact");
    const bytes = dropped.reduce((n, { size }) => n + size, 0);
    emit({ type: "artifact.deleted", subject: { type: "run", id }, data: { count: dropped.length, bytes, path: input.path } });
  });
}

/** Files that one step of a purge drops. */
const FILES_PER_STEP = 500;

/** Drops the files of a run. */
export const dropArtifacts: PurgeStep = (ctx, runNumber) => drop(ctx, runNumber, "", FILES_PER_STEP).length < FILES_PER_STEP;

function drop(ctx: VerbCtx, runNumber: number, path: string, limit: number): ArtifactRow[] {
  const dropped = deleteArtifacts(ctx.sql, runNumber, path, limit);
  releaseBlobs(
    ctx,
    dropped.map(({ sha256 }) => sha256),
  );
  const bytes = dropped.reduce((n, { size }) => n + size, 0);
  if (dropped.length > 0) addToFileTotals(ctx.sql, runNumber, { artifact_count: -dropped.length, artifact_bytes: -bytes });
  return dropped;
}
