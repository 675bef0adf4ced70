-- The store of metric points.

-- Objects in R2 that nothing names, to be deleted from `due_at` on. One that is written first for bytes on their way is taken back when
-- their row is made: what a crash leaves in between is cleared. `is_going` is set before R2 is asked; from then on a key is never taken back.
CREATE TABLE r2_garbage (
  key TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL,
  is_going INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX r2_garbage_by_time ON r2_garbage (due_at);

-- One row per batch, never one per point. `ordinal` is the order of arrival in the object. A row whose ordinal is at most the
-- `sealed_ordinal` of its run is stale: its slot is written again, so that nothing is ever deleted here while runs go on.
CREATE TABLE metric_wal (
  slot INTEGER PRIMARY KEY,
  ordinal INTEGER NOT NULL,
  run_number INTEGER NOT NULL,
  writer TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  packed BLOB
) STRICT;

-- Of a run that was sealed: last sequence of each writer (JSON), up to which batch its points are in blocks, and when blocks go to R2.
CREATE TABLE metric_seals (
  run_number INTEGER PRIMARY KEY,
  writers TEXT NOT NULL,
  sealed_ordinal INTEGER NOT NULL,
  offload_at INTEGER
) STRICT;

CREATE INDEX metric_seals_by_offload ON metric_seals (offload_at) WHERE offload_at IS NOT NULL;

-- Sealed points of some metrics of a run (`grp`), in order of arrival; in `packed`, or in R2 when that is null.
CREATE TABLE metric_blocks (
  run_number INTEGER NOT NULL,
  grp INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  points INTEGER NOT NULL,
  min_step INTEGER NOT NULL,
  max_step INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  r2_name TEXT,
  packed BLOB,
  PRIMARY KEY (run_number, grp, seq)
) STRICT, WITHOUT ROWID;

-- Buckets of the points of 8^tier blocks, from block seq × 8^tier on. `min_width` is that of the metric with the narrowest.
CREATE TABLE metric_parts (
  run_number INTEGER NOT NULL,
  grp INTEGER NOT NULL,
  tier INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  min_step INTEGER NOT NULL,
  max_step INTEGER NOT NULL,
  min_width INTEGER NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (run_number, grp, tier, seq)
) STRICT, WITHOUT ROWID;

-- Batches that came before become rows of the log; summaries of their runs are made from them again.
INSERT INTO metric_wal (slot, ordinal, run_number, writer, sequence, at, packed)
  SELECT number, number, run_number, '', 0, heartbeat_at, packed FROM metric_batches JOIN run_progress USING (run_number);
UPDATE run_progress SET metrics = '[]' WHERE run_number IN (SELECT run_number FROM metric_batches);
INSERT INTO metric_seals (run_number, writers, sealed_ordinal)
  SELECT run_number, json_group_array(json_array(writer, last_sequence)), 0 FROM writers GROUP BY run_number;
DROP TABLE metric_batches;
DROP TABLE writers;
