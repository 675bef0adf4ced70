-- Each audit row of an organization gets a place in its chain: a hash over the row and the hash before it (docs/audit.md). D1 has no
-- SHA-256, so rows are sealed right after they were written. Places are never changed, deleted or taken twice.
CREATE TABLE audit_chain (
  org_id TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position > 0),
  sequence INTEGER NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  PRIMARY KEY (org_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_chain_no_update BEFORE UPDATE ON audit_chain BEGIN SELECT RAISE(ABORT, 'audit places are not changed'); END;
CREATE TRIGGER audit_chain_no_delete BEFORE DELETE ON audit_chain BEGIN SELECT RAISE(ABORT, 'audit places are not deleted'); END;
-- Two who seal at once collide here. It also stops INSERT OR REPLACE, which deletes without a DELETE trigger.
CREATE TRIGGER audit_chain_in_order BEFORE INSERT ON audit_chain
WHEN NEW.position <> 1 + (SELECT coalesce(max(position), 0) FROM audit_chain WHERE org_id = NEW.org_id)
  OR EXISTS (SELECT 1 FROM audit_chain WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'audit place is taken'); END;

CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'audit rows are not replaced'); END;

-- How far the logs of an organization are written to R2: its own (`log` is its id) and those of its workspaces (`log` is theirs).
CREATE TABLE audit_logs (
  org_id TEXT NOT NULL,
  log TEXT NOT NULL,
  position INTEGER NOT NULL,
  stored_to INTEGER NOT NULL,
  PRIMARY KEY (org_id, log)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_logs_waiting ON audit_logs (org_id) WHERE position > stored_to;

CREATE TRIGGER audit_chain_grows AFTER INSERT ON audit_chain BEGIN
  INSERT INTO audit_logs VALUES (NEW.org_id, NEW.org_id, NEW.position, 0)
  ON CONFLICT (org_id, log) DO UPDATE SET position = excluded.position;
END;

-- Pieces of a log in R2. A row says first what the piece holds, then that it is there; nothing else of it changes.
CREATE TABLE audit_segments (
  org_id TEXT NOT NULL,
  log TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last >= first),
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  stored_at INTEGER,
  PRIMARY KEY (org_id, log, first)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_segments_no_update BEFORE UPDATE ON audit_segments
WHEN OLD.stored_at IS NOT NULL OR NEW.stored_at IS NULL OR NEW.org_id IS NOT OLD.org_id OR NEW.log IS NOT OLD.log
  OR NEW.first IS NOT OLD.first OR NEW.last IS NOT OLD.last OR NEW.sha256 IS NOT OLD.sha256 OR NEW.bytes IS NOT OLD.bytes
  OR NEW.created_at IS NOT OLD.created_at
BEGIN SELECT RAISE(ABORT, 'audit segments are not changed'); END;
CREATE TRIGGER audit_segments_no_delete BEFORE DELETE ON audit_segments
BEGIN SELECT RAISE(ABORT, 'audit segments are not deleted'); END;
-- Pieces follow each other without a gap, so that two who write at once cannot overlap.
CREATE TRIGGER audit_segments_in_order BEFORE INSERT ON audit_segments
WHEN NEW.first <> 1 + (SELECT coalesce(max(last), 0) FROM audit_segments WHERE org_id = NEW.org_id AND log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'audit segment is there already'); END;
CREATE TRIGGER audit_segments_stored AFTER UPDATE ON audit_segments BEGIN
  UPDATE audit_logs SET stored_to = NEW.last WHERE org_id = NEW.org_id AND log = NEW.log AND stored_to < NEW.last;
END;

-- Refusals of one caller within one minute: the first is an audit row at once, the others become one row when the minute is over.
CREATE TABLE audit_refusals (
  org_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  permission TEXT NOT NULL,
  minute INTEGER NOT NULL,
  count INTEGER NOT NULL,
  row TEXT NOT NULL,
  PRIMARY KEY (minute, org_id, actor_id, permission)
) STRICT, WITHOUT ROWID;

-- What the trail is searched by, the newest first; rows of one moment by their sequence, which every index ends with.
DROP INDEX audit_org;
CREATE INDEX audit_at ON audit (org_id, at);
CREATE INDEX audit_actor ON audit (org_id, actor_id, at);
CREATE INDEX audit_action ON audit (org_id, action, at);
CREATE INDEX audit_target ON audit (org_id, target_id, at);
CREATE INDEX audit_workspace ON audit (org_id, workspace_id, at) WHERE workspace_id IS NOT NULL;

-- How long an organization keeps entries; no row, or null: for ever.
CREATE TABLE audit_settings (
  org_id TEXT PRIMARY KEY REFERENCES organizations (id),
  retention_days INTEGER CHECK (retention_days >= 90)
) STRICT;
CREATE INDEX audit_settings_short ON audit_settings (org_id) WHERE retention_days IS NOT NULL;

-- Up to which position an organization's entries may go. It is the one way to delete any: only whole pieces that were stored, all of them
-- older than the organization's setting by the database's own clock. Places stay, so what comes after still has what it follows.
CREATE TABLE audit_drops (
  org_id TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last >= first),
  at INTEGER NOT NULL,
  done_at INTEGER,
  PRIMARY KEY (org_id, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_drops_open ON audit_drops (org_id) WHERE done_at IS NULL;

CREATE TRIGGER audit_drops_in_order BEFORE INSERT ON audit_drops
WHEN NEW.first <> 1 + (SELECT coalesce(max(last), 0) FROM audit_drops WHERE org_id = NEW.org_id)
BEGIN SELECT RAISE(ABORT, 'audit drop is there already'); END;
CREATE TRIGGER audit_drops_allowed BEFORE INSERT ON audit_drops
WHEN NOT EXISTS (
  SELECT 1 FROM audit_settings s WHERE s.org_id = NEW.org_id AND s.retention_days IS NOT NULL
    AND EXISTS (
      SELECT 1 FROM audit_segments g
      WHERE g.org_id = NEW.org_id AND g.log = NEW.org_id AND g.first = NEW.first AND g.last = NEW.last AND g.stored_at IS NOT NULL
    )
    AND NOT EXISTS (
      SELECT 1 FROM audit_chain c JOIN audit a ON a.sequence = c.sequence
      WHERE c.org_id = NEW.org_id AND c.position BETWEEN NEW.first AND NEW.last
        AND a.at > unixepoch() * 1000 - s.retention_days * 86400000
    )
)
BEGIN SELECT RAISE(ABORT, 'audit rows are kept'); END;
CREATE TRIGGER audit_drops_no_update BEFORE UPDATE ON audit_drops
WHEN OLD.done_at IS NOT NULL OR NEW.done_at IS NULL OR NEW.org_id IS NOT OLD.org_id OR NEW.first IS NOT OLD.first
  OR NEW.last IS NOT OLD.last OR NEW.at IS NOT OLD.at
BEGIN SELECT RAISE(ABORT, 'audit drops are not changed'); END;
CREATE TRIGGER audit_drops_no_delete BEFORE DELETE ON audit_drops BEGIN SELECT RAISE(ABORT, 'audit drops are not deleted'); END;

DROP TRIGGER audit_no_delete;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN NOT EXISTS (
  SELECT 1 FROM audit_chain c JOIN audit_drops d ON d.org_id = c.org_id AND c.position BETWEEN d.first AND d.last
  WHERE c.sequence = OLD.sequence AND d.done_at IS NULL
)
BEGIN SELECT RAISE(ABORT, 'audit rows are not deleted'); END;
