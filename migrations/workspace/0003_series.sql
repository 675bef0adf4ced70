-- The store of metric points.

-- Objects in R2 that nothing names any more, to be deleted from then on.
CREATE TABLE r2_garbage (
  key TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
