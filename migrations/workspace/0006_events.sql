-- Who caused an event by which credential, from where, and in which version of its type its data is written.
ALTER TABLE events ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN request_id TEXT;
ALTER TABLE events ADD COLUMN credential TEXT;
ALTER TABLE events ADD COLUMN ip TEXT;
ALTER TABLE events ADD COLUMN user_agent TEXT;

-- Up to which event a message of the queue was made.
CREATE TABLE outbox_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sent_to INTEGER NOT NULL
) STRICT;

INSERT INTO outbox_mark SELECT 1, coalesce(max(sequence), 0) FROM events;

-- Messages that nobody has confirmed yet, each with the first and the last event in it.
CREATE TABLE outbox (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  sent_at INTEGER NOT NULL
) STRICT;
