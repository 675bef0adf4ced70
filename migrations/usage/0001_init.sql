-- What an organization used. Days are their start in UTC, other times Unix ms.

-- `workspace` is '' for what no workspace used; `source` is the endpoint whose deliveries they are, '' otherwise. Meters that start with
-- bytes_ are what was held at the end of the day; a day without a row is as the one before it.
CREATE TABLE usage_days (
  day INTEGER NOT NULL,
  meter TEXT NOT NULL,
  workspace TEXT NOT NULL,
  source TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (day, meter, workspace, source)
) STRICT, WITHOUT ROWID;

-- `is_dirty` while requests may have changed what the workspace counts since it was asked; `bytes` is what it held then.
CREATE TABLE workspaces (
  id TEXT PRIMARY KEY,
  is_dirty INTEGER NOT NULL DEFAULT 0,
  asked_at INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  is_gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Parts of a limit that were reached, once in a month (its first day); `audit_id` is that of the row which tells of it.
CREATE TABLE thresholds (
  month INTEGER NOT NULL,
  limit_name TEXT NOT NULL,
  percent INTEGER NOT NULL,
  value INTEGER NOT NULL,
  used INTEGER NOT NULL,
  audit_id TEXT NOT NULL,
  is_told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (month, limit_name, value, percent)
) STRICT, WITHOUT ROWID;
