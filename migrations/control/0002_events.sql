-- The audit trail gets an order of its own, an outcome, and what was before and after. Its rows are moved as they are.
CREATE TABLE audit_rows (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  org_id TEXT,
  workspace_id TEXT,
  at INTEGER NOT NULL,
  actor_type TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  credential_kind TEXT,
  credential_id TEXT,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('success', 'denied', 'failed')),
  target_type TEXT NOT NULL,
  target_id TEXT NOT NULL,
  target_name TEXT,
  ip TEXT,
  country TEXT,
  user_agent TEXT,
  request_id TEXT NOT NULL,
  data TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;

INSERT INTO audit_rows (
  id, org_id, workspace_id, at, actor_type, actor_id, actor_name, credential_kind, credential_id, action, outcome,
  target_type, target_id, target_name, ip, user_agent, request_id, data
)
SELECT id, org_id, workspace_id, at, actor_type, actor_id, actor_name,
  CASE WHEN credential_id LIKE 'ses!_%' ESCAPE '!' THEN 'session' WHEN credential_id LIKE 'key!_%' ESCAPE '!' THEN 'key'
    WHEN credential_id IS NOT NULL THEN 'token' END,
  credential_id, action, CASE action WHEN 'sign_in.failed' THEN 'failed' ELSE 'success' END,
  target_type, target_id, target_name, ip, user_agent, request_id, data
FROM audit ORDER BY id;

DROP TABLE audit;
ALTER TABLE audit_rows RENAME TO audit;

CREATE INDEX audit_org ON audit (org_id, id);
CREATE INDEX audit_org_sequence ON audit (org_id, sequence);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are not changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are not deleted'); END;

-- Up to which row the events of an organization were handed on, and since when others wait.
CREATE TABLE organization_outbox (
  org_id TEXT PRIMARY KEY,
  last_sequence INTEGER NOT NULL,
  done_to INTEGER NOT NULL,
  waiting_since INTEGER NOT NULL
) STRICT;
CREATE INDEX organization_outbox_waiting ON organization_outbox (waiting_since) WHERE last_sequence > done_to;

INSERT INTO organization_outbox SELECT org_id, max(sequence), 0, max(at) FROM audit WHERE org_id IS NOT NULL GROUP BY org_id;

-- No change can be written without its event being owed.
CREATE TRIGGER audit_outbox AFTER INSERT ON audit WHEN NEW.org_id IS NOT NULL BEGIN
  INSERT INTO organization_outbox VALUES (NEW.org_id, NEW.sequence, 0, NEW.at)
  ON CONFLICT (org_id) DO UPDATE SET
    last_sequence = NEW.sequence,
    waiting_since = CASE WHEN last_sequence > done_to THEN waiting_since ELSE NEW.at END;
END;

CREATE TABLE webhook_endpoints (
  org_id TEXT NOT NULL REFERENCES organizations (id),
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  types TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('plain', 'slack', 'discord', 'teams')),
  header_names TEXT NOT NULL,
  headers_sealed TEXT NOT NULL,
  secret_sealed TEXT NOT NULL,
  previous_secret_sealed TEXT,
  previous_secret_until INTEGER,
  rate_limit INTEGER,
  disabled_at INTEGER,
  disabled_reason TEXT CHECK (disabled_reason IN ('manual', 'gone', 'failing')),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, workspace_id) REFERENCES workspaces (org_id, id)
) STRICT;
