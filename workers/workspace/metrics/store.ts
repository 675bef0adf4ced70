/** The part of a run that a batch reads. */
export interface LoggedRunRow extends Record<string, SqlStorageValue> {
  number: number;
  status: string;
}

/** A run that takes points: not one in the trash. */
export function readLoggedRun(sql: SqlStorage, runId: string): LoggedRunRow | null {
  const query = "SELECT number, status FROM runs WHERE id = ? AND deleted_at IS NULL";
  return sql.exec<LoggedRunRow>(query, runId).toArray()[0] ?? null;
}

/** The number of a run whose points may be read, one in the trash too; null when there is none. */
export const findRunNumber = (sql: SqlStorage, runId: string): number | null =>
  sql.exec<{ number: number }>("SELECT number FROM runs WHERE id = ? AND purging = 0", runId).toArray()[0]?.number ?? null;

/** What is kept of a run beside its points, as of its last seal. */
export interface ProgressRow extends Record<string, SqlStorageValue> {
  metrics: string;
  heartbeat_at: number;
  writers: string | null;
  sealed_ordinal: number | null;
}

export const readProgress = (sql: SqlStorage, runNumber: number): ProgressRow | null =>
  sql
    .exec<ProgressRow>(
      "SELECT metrics, heartbeat_at, writers, sealed_ordinal FROM run_progress LEFT JOIN metric_seals USING (run_number) WHERE run_number = ?",
      runNumber,
    )
    .toArray()[0] ?? null;

/** Keeps what a seal found: summaries and heartbeat, writers, and up to which batch the points are in blocks. */
export function writeProgress(
  sql: SqlStorage,
  runNumber: number,
  progress: { metrics: string; heartbeatAt: number; writers: string; sealedOrdinal: number },
): void {
  sql.exec(
    "UPDATE run_progress SET metrics = ?, heartbeat_at = max(heartbeat_at, ?) WHERE run_number = ?",
    progress.metrics,
    progress.heartbeatAt,
    runNumber,
  );
  sql.exec(
    `INSERT INTO metric_seals (run_number, writers, sealed_ordinal) VALUES (?, ?, ?) ON CONFLICT (run_number)
       DO UPDATE SET writers = excluded.writers, sealed_ordinal = excluded.sealed_ordinal`,
    runNumber,
    progress.writers,
    progress.sealedOrdinal,
  );
}

export interface WalEntry extends Record<string, SqlStorageValue> {
  slot: number;
  ordinal: number;
  run_number: number;
  at: number;
  bytes: number;
  is_live: number;
}

/** All slots in order of arrival, without what is in them. */
export const readWalEntries = (sql: SqlStorage): SqlStorageCursor<WalEntry> =>
  sql.exec<WalEntry>(
    `SELECT slot, ordinal, run_number, at, coalesce(length(packed), 0) AS bytes,
       (p.run_number IS NOT NULL AND ordinal > coalesce(sealed_ordinal, 0)) AS is_live
     FROM metric_wal AS w LEFT JOIN run_progress AS p USING (run_number) LEFT JOIN metric_seals USING (run_number) ORDER BY ordinal`,
  );

export const lastSealedOrdinal = (sql: SqlStorage): number =>
  sql.exec<{ last: number }>("SELECT coalesce(max(sealed_ordinal), 0) AS last FROM metric_seals").one().last;

/** A batch in the log beside its points; `at` is when it came, Unix ms. */
export interface WalBatch {
  ordinal: number;
  writer: string;
  sequence: number;
  at: number;
}
export type WalRow = WalBatch & { packed: ArrayBuffer | null };

export const readWalRow = (sql: SqlStorage, slot: number): WalRow =>
  sql
    .exec<WalRow & Record<string, SqlStorageValue>>("SELECT ordinal, writer, sequence, at, packed FROM metric_wal WHERE slot = ?", slot)
    .one();

export function writeWalRow(
  sql: SqlStorage,
  slot: number,
  runNumber: number,
  row: WalBatch & { packed: Uint8Array<ArrayBuffer> | null },
): void {
  sql.exec(
    "INSERT OR REPLACE INTO metric_wal VALUES (?, ?, ?, ?, ?, ?, ?)",
    slot,
    row.ordinal,
    runNumber,
    row.writer,
    row.sequence,
    row.at,
    row.packed,
  );
}

export const deleteWalRows = (sql: SqlStorage, runNumber: number): void =>
  void sql.exec("DELETE FROM metric_wal WHERE run_number = ?", runNumber);

/** A block without its bytes. */
export interface BlockRow extends Record<string, SqlStorageValue> {
  seq: number;
  points: number;
  min_step: number;
  max_step: number;
  bytes: number;
  r2_name: string | null;
}

export const readBlockRows = (sql: SqlStorage, runNumber: number, group: number): BlockRow[] =>
  sql
    .exec<BlockRow>(
      "SELECT seq, points, min_step, max_step, bytes, r2_name FROM metric_blocks WHERE run_number = ? AND grp = ? ORDER BY seq",
      runNumber,
      group,
    )
    .toArray();

/** Bytes of a block; null when they are in R2. */
export const readBlockBytes = (sql: SqlStorage, runNumber: number, group: number, seq: number): ArrayBuffer | null =>
  sql
    .exec<{ packed: ArrayBuffer | null }>(
      "SELECT packed FROM metric_blocks WHERE run_number = ? AND grp = ? AND seq = ?",
      runNumber,
      group,
      seq,
    )
    .one().packed;

export function insertBlock(
  sql: SqlStorage,
  runNumber: number,
  group: number,
  block: { seq: number; points: number; minStep: number; maxStep: number; packed: Uint8Array<ArrayBuffer> },
): void {
  sql.exec(
    "INSERT INTO metric_blocks VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
    runNumber,
    group,
    block.seq,
    block.points,
    block.minStep,
    block.maxStep,
    block.packed.length,
    block.packed,
  );
}

/** A part without its bytes. */
export interface PartRow extends Record<string, SqlStorageValue> {
  tier: number;
  seq: number;
  min_step: number;
  max_step: number;
  min_width: number;
}

export const readPartRows = (sql: SqlStorage, runNumber: number, group: number): PartRow[] =>
  sql
    .exec<PartRow>(
      "SELECT tier, seq, min_step, max_step, min_width FROM metric_parts WHERE run_number = ? AND grp = ? ORDER BY tier, seq",
      runNumber,
      group,
    )
    .toArray();

export const readPartBytes = (sql: SqlStorage, runNumber: number, group: number, tier: number, seq: number): ArrayBuffer =>
  sql
    .exec<{ packed: ArrayBuffer }>(
      "SELECT packed FROM metric_parts WHERE run_number = ? AND grp = ? AND tier = ? AND seq = ?",
      runNumber,
      group,
      tier,
      seq,
    )
    .one().packed;

export function insertPart(
  sql: SqlStorage,
  runNumber: number,
  group: number,
  part: { tier: number; seq: number; minStep: number; maxStep: number; minWidth: number; packed: Uint8Array<ArrayBuffer> },
): void {
  sql.exec(
    "INSERT INTO metric_parts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    runNumber,
    group,
    part.tier,
    part.seq,
    part.minStep,
    part.maxStep,
    part.minWidth,
    part.packed,
  );
}

/** Drops some blocks of a run and answers their names in R2; null for a block that was not there. */
export const dropBlocks = (sql: SqlStorage, runNumber: number, limit: number): (string | null)[] =>
  sql
    .exec<{ r2_name: string | null }>(
      `DELETE FROM metric_blocks WHERE (run_number, grp, seq) IN
         (SELECT run_number, grp, seq FROM metric_blocks WHERE run_number = ? LIMIT ?) RETURNING r2_name`,
      runNumber,
      limit,
    )
    .toArray()
    .map(({ r2_name }) => r2_name);

export function dropPartsAndSeal(sql: SqlStorage, runNumber: number): void {
  sql.exec("DELETE FROM metric_parts WHERE run_number = ?", runNumber);
  sql.exec("DELETE FROM metric_seals WHERE run_number = ?", runNumber);
}

/** Sets the time at which blocks of a run go to R2, where none is set yet. */
export function dueOffload(sql: SqlStorage, runNumber: number, at: number): void {
  sql.exec("UPDATE metric_seals SET offload_at = ? WHERE run_number = ? AND offload_at IS NULL", at, runNumber);
}

/** When blocks of a run are to be moved to R2, Unix ms; null: none waits. */
export function writeOffloadAt(sql: SqlStorage, runNumber: number, at: number | null): void {
  sql.exec("UPDATE metric_seals SET offload_at = ? WHERE run_number = ?", at, runNumber);
}

export const firstOffload = (sql: SqlStorage): number | null =>
  sql.exec<{ at: number | null }>("SELECT min(offload_at) AS at FROM metric_seals WHERE offload_at IS NOT NULL").one().at;

/** The run whose blocks have waited longest, of those that are due. */
export const runToOffload = (sql: SqlStorage, now: number): { run_number: number; status: string } | null =>
  sql
    .exec<{ run_number: number; status: string }>(
      `SELECT run_number, status FROM metric_seals JOIN runs ON number = run_number
       WHERE offload_at IS NOT NULL AND offload_at <= ? ORDER BY offload_at LIMIT 1`,
      now,
    )
    .toArray()[0] ?? null;

export interface OffloadRow extends Record<string, SqlStorageValue> {
  grp: number;
  seq: number;
}

/** Blocks of a run that are here and large enough, oldest first, without the newest `held` of each group. */
export const offloadableBlocks = (
  sql: SqlStorage,
  runNumber: number,
  { held, minBytes, limit }: { held: number; minBytes: number; limit: number },
): OffloadRow[] =>
  sql
    .exec<OffloadRow>(
      `SELECT grp, seq FROM metric_blocks AS b WHERE run_number = ?1 AND r2_name IS NULL AND bytes >= ?2
         AND seq <= (SELECT max(seq) FROM metric_blocks WHERE run_number = ?1 AND grp = b.grp) - ?3
       ORDER BY seq, grp LIMIT ?4`,
      runNumber,
      minBytes,
      held,
      limit,
    )
    .toArray();

/** Notes that a block is in R2 and drops its bytes here; false when it is not there, or there already. */
export const moveBlock = (sql: SqlStorage, runNumber: number, group: number, seq: number, name: string): boolean =>
  sql
    .exec(
      `UPDATE metric_blocks SET r2_name = ?, packed = NULL
       WHERE run_number = ? AND grp = ? AND seq = ? AND r2_name IS NULL RETURNING seq`,
      name,
      runNumber,
      group,
      seq,
    )
    .toArray().length > 0;
