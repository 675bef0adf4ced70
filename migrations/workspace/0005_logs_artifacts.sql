-- Logs, blobs, artifacts, media. Times are Unix ms.

-- `tidy_at` is when its chunks are to be merged or sealed (null: nothing waits), `tidy_from` the first line that is not sealed yet.
CREATE TABLE run_logs (
  run_number INTEGER PRIMARY KEY,
  line_count INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  tidy_at INTEGER,
  tidy_from INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX run_logs_by_tidy ON run_logs (tidy_at) WHERE tidy_at IS NOT NULL;

-- Lines one after another, packed: in `packed`, or in R2 at r2_name from r2_offset. `levels` and `streams` are bit sets of what is in it.
CREATE TABLE log_chunks (
  run_number INTEGER NOT NULL,
  first INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  packed_bytes INTEGER NOT NULL,
  levels INTEGER NOT NULL,
  streams INTEGER NOT NULL,
  r2_name TEXT,
  r2_offset INTEGER,
  packed BLOB,
  PRIMARY KEY (run_number, first)
) STRICT, WITHOUT ROWID;

-- `expires_at` is when a blob that nothing refers to goes.
CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  r2_name TEXT NOT NULL,
  refs INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX blobs_by_expiry ON blobs (expires_at) WHERE expires_at IS NOT NULL;

-- A complete one stays until it expires, so that whoever did not hear of it may ask again.
CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  multipart_id TEXT NOT NULL,
  is_complete INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL,
  UNIQUE (sha256, size)
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE TABLE upload_parts (
  upload_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  etag TEXT NOT NULL,
  PRIMARY KEY (upload_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
  run_number INTEGER NOT NULL,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (run_number, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_number INTEGER NOT NULL,
  key TEXT NOT NULL,
  step INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  caption TEXT
) STRICT;

CREATE INDEX media_by_run ON media (run_number, key, step, id);

-- Counted with every change, so that a run's page adds nothing up.
CREATE TABLE run_files (
  run_number INTEGER PRIMARY KEY,
  artifact_count INTEGER NOT NULL DEFAULT 0,
  artifact_bytes INTEGER NOT NULL DEFAULT 0,
  media_count INTEGER NOT NULL DEFAULT 0
) STRICT;
