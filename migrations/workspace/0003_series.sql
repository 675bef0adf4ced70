-- The store of metric points.

-- Objects in R2 that nothing names, to be deleted from `due_at` on. One that is written first for bytes on their way is taken back when
-- their row is made: what a crash leaves in between is cleared. `is_going` is set before R2 is asked; from then on a key is never taken back.
CREATE TABLE r2_garbage (
  key TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL,
  is_going INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX r2_garbage_by_time ON r2_garbage (due_at);
