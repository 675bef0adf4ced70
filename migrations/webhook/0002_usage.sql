-- Attempts of each day (start in UTC, Unix ms), and how many of them the organization's usage knows.
CREATE TABLE attempt_days (
  day INTEGER PRIMARY KEY,
  attempts INTEGER NOT NULL,
  told INTEGER NOT NULL DEFAULT 0
) STRICT;
