-- A comment is about a run or about an experiment: one of the two numbers says which.
CREATE TABLE comments_new (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  run_number INTEGER,
  experiment_number INTEGER,
  body TEXT NOT NULL,
  mentions TEXT NOT NULL,
  author_id TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  CHECK ((run_number IS NULL) <> (experiment_number IS NULL))
) STRICT;
INSERT INTO comments_new (number, id, run_number, body, mentions, author_id, author, created_at, edited_at)
  SELECT number, id, run_number, body, mentions, author_id, author, created_at, edited_at FROM comments;
DROP TABLE comments;
ALTER TABLE comments_new RENAME TO comments;
CREATE INDEX comments_run ON comments (run_number, number) WHERE run_number IS NOT NULL;
CREATE INDEX comments_experiment ON comments (experiment_number, number) WHERE experiment_number IS NOT NULL;
