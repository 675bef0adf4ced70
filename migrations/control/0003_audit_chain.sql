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

-- What the trail is searched by, the newest first.
DROP INDEX audit_org;
CREATE INDEX audit_at ON audit (org_id, at, id);
CREATE INDEX audit_actor ON audit (org_id, actor_id, at, id);
CREATE INDEX audit_action ON audit (org_id, action, at, id);
CREATE INDEX audit_target ON audit (org_id, target_id, at, id);
CREATE INDEX audit_workspace ON audit (org_id, workspace_id, at, id) WHERE workspace_id IS NOT NULL;
