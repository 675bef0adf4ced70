-- Types of tasks: of tasks that there are, and of the last manifest. The counts are those of their tasks outside the trash.
CREATE TABLE task_types (
  id INTEGER PRIMARY KEY,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  schema TEXT,
  schema_hash TEXT,
  base TEXT,
  needs TEXT,
  doc TEXT,
  module TEXT,
  is_declared INTEGER NOT NULL DEFAULT 0,
  absent INTEGER NOT NULL DEFAULT 0,
  incomplete INTEGER NOT NULL DEFAULT 0,
  success INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  outputs INTEGER NOT NULL DEFAULT 0,
  size_bytes INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER,
  UNIQUE (namespace, name, version)
) STRICT;

-- How many tasks of a type have which schema, so that stale ones are counted without reading them.
CREATE TABLE task_schemas (
  type_id INTEGER NOT NULL,
  schema_hash TEXT NOT NULL,
  tasks INTEGER NOT NULL,
  PRIMARY KEY (type_id, schema_hash)
) STRICT, WITHOUT ROWID;

-- How many tasks of a type, outside the trash, have a last attempt of which status.
CREATE TABLE task_attempt_counts (
  type_id INTEGER NOT NULL,
  attempt_status TEXT NOT NULL,
  tasks INTEGER NOT NULL,
  PRIMARY KEY (type_id, attempt_status)
) STRICT, WITHOUT ROWID;

-- When types were declared last, and what holds for all tasks.
CREATE TABLE task_settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  leases_max INTEGER,
  declared_at INTEGER,
  declared_by TEXT
) STRICT;
INSERT INTO task_settings VALUES (1, NULL, NULL, NULL);

-- What lists show and changes touch; what is large and never changes lies in task_params. Everything from `result` on is what the
-- events of the task add up to.
CREATE TABLE tasks (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type_id INTEGER NOT NULL REFERENCES task_types (id),
  schema_hash TEXT NOT NULL,
  module TEXT,
  label TEXT,
  tags TEXT NOT NULL,
  dependency_count INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  result TEXT NOT NULL DEFAULT 'absent',
  attempt INTEGER NOT NULL DEFAULT 0,
  attempt_status TEXT,
  started_at INTEGER,
  finished_at INTEGER,
  output TEXT,
  size_bytes INTEGER,
  resources TEXT,
  wall_s REAL,
  error TEXT,
  overridden TEXT,
  deleted_at INTEGER,
  purge_at INTEGER,
  -- 1 from the moment that nothing brings it back any more.
  purging INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX tasks_by_type ON tasks (type_id, result, number);
CREATE INDEX tasks_by_result ON tasks (result, number);
CREATE INDEX tasks_by_attempt ON tasks (attempt_status, number) WHERE attempt_status IS NOT NULL;
CREATE INDEX tasks_by_label ON tasks (label, number) WHERE label IS NOT NULL;
CREATE INDEX tasks_by_size ON tasks (size_bytes, number) WHERE size_bytes IS NOT NULL;
CREATE INDEX tasks_in_trash ON tasks (purge_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE task_params (
  task INTEGER PRIMARY KEY REFERENCES tasks (number),
  params TEXT NOT NULL,
  unhashed TEXT
) STRICT;

-- Who needs whom; `place` is the order among the dependencies of a task, `is_dynamic` one that was found while it ran.
CREATE TABLE task_edges (
  task INTEGER NOT NULL,
  dependency INTEGER NOT NULL,
  place INTEGER NOT NULL,
  is_dynamic INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (task, dependency)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_edges_back ON task_edges (dependency, task);

CREATE TABLE task_type_edges (
  from_type INTEGER NOT NULL,
  to_type INTEGER NOT NULL,
  edges INTEGER NOT NULL,
  PRIMARY KEY (from_type, to_type)
) STRICT, WITHOUT ROWID;

-- Parameters and tags by path, for search. A value is a number or a text; true, false and null are texts.
CREATE TABLE task_paths (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE task_type_paths (
  type_id INTEGER NOT NULL,
  path INTEGER NOT NULL,
  PRIMARY KEY (type_id, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE task_fields (
  path INTEGER NOT NULL,
  value ANY NOT NULL,
  task INTEGER NOT NULL,
  PRIMARY KEY (path, value, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_attempts (
  task INTEGER NOT NULL REFERENCES tasks (number),
  number INTEGER NOT NULL,
  status TEXT NOT NULL,
  token INTEGER,
  owner TEXT,
  build INTEGER,
  started_by TEXT NOT NULL,
  queued_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  checkpointed_at INTEGER,
  progress REAL,
  error TEXT,
  output TEXT,
  resources TEXT,
  line_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (task, number)
) STRICT;

-- Who computes what. The token is never used again and only grows.
CREATE TABLE task_leases (
  token INTEGER PRIMARY KEY AUTOINCREMENT,
  task INTEGER NOT NULL UNIQUE,
  attempt INTEGER NOT NULL,
  owner TEXT NOT NULL,
  build INTEGER,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX task_leases_by_end ON task_leases (expires_at);

-- All that happened to tasks. `result` is that of the task after it, so that the state as of any time is one row away.
CREATE TABLE task_events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  task INTEGER NOT NULL,
  build INTEGER,
  attempt INTEGER,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  owner TEXT,
  result TEXT NOT NULL,
  data TEXT,
  key TEXT
) STRICT;
CREATE INDEX task_events_of_task ON task_events (task, sequence);
CREATE INDEX task_events_of_build ON task_events (build, sequence) WHERE build IS NOT NULL;
CREATE UNIQUE INDEX task_events_by_key ON task_events (task, key) WHERE key IS NOT NULL;
CREATE TRIGGER task_events_stay BEFORE UPDATE ON task_events
BEGIN SELECT RAISE(ABORT, 'events of tasks are never changed'); END;
CREATE TRIGGER task_events_last BEFORE DELETE ON task_events
WHEN coalesce((SELECT purging FROM tasks WHERE number = OLD.task), 0) = 0
BEGIN SELECT RAISE(ABORT, 'events of tasks are deleted with their task alone'); END;

CREATE TABLE task_assets (
  task INTEGER NOT NULL REFERENCES tasks (number),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  attempt INTEGER,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (task, name)
) STRICT;

-- Batches of lines, as they came; `first` counts the lines of the attempt from 1.
CREATE TABLE task_lines (
  task INTEGER NOT NULL REFERENCES tasks (number),
  attempt INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  lines TEXT NOT NULL,
  PRIMARY KEY (task, attempt, first)
) STRICT;

-- `counts` are the tasks by how they stand in the build; `version` counts the changes of its tasks.
CREATE TABLE builds (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  commit_sha TEXT,
  host TEXT,
  runner TEXT,
  tags TEXT NOT NULL,
  roots TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  heartbeat_at INTEGER NOT NULL,
  heartbeat_timeout_ms INTEGER NOT NULL,
  resumed INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  overridden TEXT,
  task_count INTEGER NOT NULL DEFAULT 0,
  counts TEXT NOT NULL DEFAULT '{}',
  version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX builds_by_status ON builds (status, number);

CREATE TABLE build_environments (
  build INTEGER PRIMARY KEY REFERENCES builds (number),
  environment TEXT NOT NULL
) STRICT;

-- Tasks that somebody asked a build for.
CREATE TABLE build_roots (
  task_id TEXT NOT NULL,
  build INTEGER NOT NULL,
  PRIMARY KEY (task_id, build)
) STRICT, WITHOUT ROWID;

CREATE TABLE build_tasks (
  build INTEGER NOT NULL,
  task INTEGER NOT NULL,
  status TEXT NOT NULL,
  attempt INTEGER,
  queued_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  error TEXT,
  version INTEGER NOT NULL,
  PRIMARY KEY (build, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX build_tasks_of_task ON build_tasks (task, build);
CREATE INDEX build_tasks_by_status ON build_tasks (build, status, task);
CREATE INDEX build_tasks_changed ON build_tasks (build, version);
