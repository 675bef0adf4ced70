import type { Artifacts, CommitArtifacts, NewArtifact } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { holdBlobs, releaseBlobs, requireBlobs } from "../blobs/refer.ts";
import { transact, type VerbCtx, type VerbInput } from "../context.ts";
import { ARTIFACTS_PER_RUN_MAX, EVENT_FIELDS_MAX } from "../limits.ts";
import { readLivingRun } from "../runs/store.ts";
import { limitReached, requireRoom } from "../space.ts";
import { addToFileTotals, fileAmong, firstFileFrom, readArtifact, readFileTotals, toArtifact, writeArtifact } from "./store.ts";

/**
 * Puts files into a run: all of them or, when one cannot be, none. A path that exists gets the new content; the same again changes
 * nothing and tells nobody. Throws `not_found`, `blob_missing` naming which, `already_exists` where a file would have to be a folder,
 * `invalid_request`, `limit_reached`.
 */
export function commitArtifacts({ ctx, input: { run, artifacts } }: VerbInput<{ run: string } & CommitArtifacts>): Artifacts {
  const { sql } = ctx;
  const { number, id } = readLivingRun(sql, run);
  refuseTwice(artifacts);
  requireRoom(sql);
  requireBlobs(
    ctx,
    artifacts.map(({ sha256, size }, i) => ({ path: `body.artifacts.${i}`, sha256, size })),
  );
  transact(ctx, (emit) => {
    const changed = artifacts.filter((artifact, i) => putOne(ctx, number, artifact, `body.artifacts.${i}.path`));
    if (changed.length === 0) return;
    if (readFileTotals(sql, number).artifact_count > ARTIFACTS_PER_RUN_MAX) throw limitReached("artifacts_per_run", ARTIFACTS_PER_RUN_MAX);
    const bytes = changed.reduce((n, { size }) => n + size, 0);
    const paths = changed.slice(0, EVENT_FIELDS_MAX).map(({ path }) => path);
    emit({ type: "artifact.created", subject: { type: "run", id }, data: { count: changed.length, bytes, paths } });
  });
  return { items: artifacts.flatMap(({ path }) => readArtifact(sql, number, path) ?? []).map(toArtifact) };
}

/** Whether it changed anything. */
function putOne(ctx: VerbCtx, runNumber: number, artifact: NewArtifact, where: string): boolean {
  const { sql } = ctx;
  const before = readArtifact(sql, runNumber, artifact.path);
  if (before?.sha256 === artifact.sha256 && before.content_type === artifact.content_type) return false;
  if (!before) refuseFolder(sql, runNumber, artifact.path, where);
  writeArtifact(sql, runNumber, artifact, ctx.clock.now());
  holdBlobs(ctx, [artifact.sha256]);
  if (before) releaseBlobs(ctx, [before.sha256]);
  addToFileTotals(sql, runNumber, { artifact_count: before ? 0 : 1, artifact_bytes: artifact.size - (before?.size ?? 0) });
  return true;
}

/** A path that is a file and a folder at once could be saved on no disk. */
function refuseFolder(sql: SqlStorage, runNumber: number, path: string, where: string): void {
  const parts = path.split("/");
  const file = fileAmong(
    sql,
    runNumber,
    parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/")),
  );
  if (file !== null) throw conflict(where, `${file} is a file, and no folder`);
  if (firstFileFrom(sql, runNumber, path, "")) throw conflict(where, `${path} is a folder, and no file`);
}

function conflict(path: string, message: string): Fault {
  return new Fault("already_exists", `${path}: ${message}`, { errors: [{ path, rule: "conflict", message }] });
}

function refuseTwice(artifacts: readonly NewArtifact[]): void {
  const seen = new Set<string>();
  for (const [i, { path }] of artifacts.entries()) {
    const where = `body.artifacts.${i}.path`;
    const message = "must be in the list once";
    if (seen.has(path))
      throw new Fault("invalid_request", `${where}: ${message}`, { errors: [{ path: where, rule: "duplicate", message }] });
    seen.add(path);
  }
}
