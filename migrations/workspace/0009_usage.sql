-- What is used of the workspace on each day (start in UTC, Unix ms): runs that were created, points that were stored.
CREATE TABLE usage_days (
  day INTEGER NOT NULL,
  meter TEXT NOT NULL CHECK (meter IN ('runs', 'points')),
  value INTEGER NOT NULL,
  PRIMARY KEY (day, meter)
) STRICT, WITHOUT ROWID;

-- Up to which batch of the write-ahead log the points are counted above. What came before there were counts is not.
CREATE TABLE usage_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  ordinal INTEGER NOT NULL
) STRICT;

INSERT INTO usage_mark SELECT 1, coalesce(max(ordinal), 0) FROM metric_wal;
