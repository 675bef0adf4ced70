-- Times are Unix ms. `number` columns count up, are never used again, and are what lists are sorted and paged by.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE TABLE experiments (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  run_count INTEGER NOT NULL DEFAULT 0,
  last_run_at INTEGER
) STRICT;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  experiment_number INTEGER NOT NULL REFERENCES experiments (number),
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  params TEXT NOT NULL,
  tags TEXT NOT NULL,
  environment TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  heartbeat_timeout_ms INTEGER NOT NULL,
  error TEXT
) STRICT;

CREATE INDEX runs_by_experiment ON runs (experiment_number, number);
CREATE INDEX runs_by_status ON runs (status, number);

-- What every batch changes, apart from `runs` so that a batch does not rewrite params and environment.
CREATE TABLE run_progress (
  run_number INTEGER PRIMARY KEY REFERENCES runs (number),
  heartbeat_at INTEGER NOT NULL,
  metrics TEXT NOT NULL
) STRICT;

-- Ids of deleted runs, so that a late request makes none of them anew.
CREATE TABLE deleted_runs (
  id TEXT PRIMARY KEY,
  deleted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE writers (
  run_number INTEGER NOT NULL REFERENCES runs (number),
  writer TEXT NOT NULL,
  last_sequence INTEGER NOT NULL,
  PRIMARY KEY (run_number, writer)
) STRICT, WITHOUT ROWID;

-- One row per batch of points, never one per point; `number` is the order of arrival.
CREATE TABLE metric_batches (
  number INTEGER PRIMARY KEY,
  run_number INTEGER NOT NULL REFERENCES runs (number),
  points INTEGER NOT NULL,
  packed BLOB NOT NULL
) STRICT;

CREATE INDEX metric_batches_by_run ON metric_batches (run_number, number);
