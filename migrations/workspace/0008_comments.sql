-- What people say about a run, in Markdown. `mentions` are the members whom it names, as JSON: the text may name others.
CREATE TABLE comments (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  run_number INTEGER NOT NULL,
  body TEXT NOT NULL,
  mentions TEXT NOT NULL,
  author_id TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER
) STRICT;
CREATE INDEX comments_run ON comments (run_number, number);
