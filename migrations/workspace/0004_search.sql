-- What runs are found by: `name` is a letter for the kind, a colon and the key.
CREATE TABLE search_fields (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- One field of 1,024 runs, run numbers from segment * 1024; `id` is field id * 2^20 + segment.
CREATE TABLE search_columns (
  id INTEGER PRIMARY KEY,
  -- Bits: 1 null, 2 number, 4 text, 8 boolean.
  types INTEGER NOT NULL,
  -- One bit for each run that has the field.
  present BLOB NOT NULL,
  packed BLOB NOT NULL
) STRICT;

-- Runs whose columns are older than their rows.
CREATE TABLE search_dirty (
  number INTEGER PRIMARY KEY
) STRICT;
INSERT INTO search_dirty SELECT number FROM runs;

CREATE TABLE views (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  page TEXT NOT NULL,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  state TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
