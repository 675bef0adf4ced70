-- Times are Unix ms.

-- One row per event that goes to this endpoint; `due_at` is null unless it waits for an attempt; `is_told` is 0
-- while nobody has heard yet that its last attempt failed.
CREATE TABLE messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'held')),
  due_at INTEGER,
  step INTEGER NOT NULL DEFAULT 0,
  cause TEXT NOT NULL CHECK (cause IN ('schedule', 'replay', 'resume', 'test')),
  attempts INTEGER NOT NULL DEFAULT 0,
  received_at INTEGER NOT NULL,
  is_told INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX messages_due ON messages (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX messages_by_status ON messages (status, number);
CREATE INDEX messages_untold ON messages (number) WHERE is_told = 0;

CREATE TABLE attempts (
  message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  request_headers TEXT NOT NULL,
  status INTEGER,
  response_headers TEXT,
  response_body TEXT,
  error TEXT,
  PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

-- How the endpoint is doing: one row.
CREATE TABLE health (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  failing_since INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  paused_until INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO health (id) VALUES (1);
