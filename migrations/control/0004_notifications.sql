-- What a person is told: one row for each event that concerns them, whatever becomes of the messages that bring it.
CREATE TABLE notifications (
  user_id TEXT NOT NULL REFERENCES users (id),
  -- Id of the event.
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  org_id TEXT NOT NULL,
  workspace_id TEXT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  title TEXT NOT NULL,
  path TEXT,
  read_at INTEGER,
  archived_at INTEGER,
  PRIMARY KEY (user_id, id)
) STRICT;
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL AND archived_at IS NULL;
CREATE INDEX notifications_age ON notifications (at);

-- Whether a person wants to hear of a run or an experiment, or of nothing from it or from a whole workspace.
CREATE TABLE watches (
  org_id TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('watching', 'muted')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, workspace_id, subject_id, user_id),
  -- Who leaves watches nothing any more.
  FOREIGN KEY (org_id, user_id) REFERENCES members (org_id, user_id) ON DELETE CASCADE
) STRICT;

-- That a key is about to end is told once.
ALTER TABLE api_keys ADD COLUMN expiry_told_at INTEGER;

-- How a person wants to hear of what: what differs from the usual, as JSON. The address of a Slack webhook is a secret.
CREATE TABLE notification_settings (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  channels TEXT NOT NULL,
  digest TEXT NOT NULL,
  slack_url_sealed TEXT,
  updated_at INTEGER NOT NULL
) STRICT;

-- Messages to people outside of Cairn, each once: its id is made of the event, the person and the channel.
CREATE TABLE outgoing (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'slack')),
  -- null: to an address that is nobody's yet.
  user_id TEXT,
  recipient TEXT,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'digest')),
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  error TEXT,
  created_at INTEGER NOT NULL,
  done_at INTEGER
) STRICT;
CREATE INDEX outgoing_due ON outgoing (due_at) WHERE state IN ('waiting', 'digest');
CREATE INDEX outgoing_age ON outgoing (created_at);
