-- Experiments: tags, archive.
ALTER TABLE experiments ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
ALTER TABLE experiments ADD COLUMN archived_at INTEGER;

-- Runs: what lists show. `summary` is JSON as params and tags are; the four columns of provenance are copies out of the environment.
ALTER TABLE runs ADD COLUMN group_name TEXT;
ALTER TABLE runs ADD COLUMN parent_id TEXT;
ALTER TABLE runs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN summary TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN archived_at INTEGER;
-- In the trash since, and until; `purging` is 1 from the moment that nothing brings it back any more.
ALTER TABLE runs ADD COLUMN deleted_at INTEGER;
ALTER TABLE runs ADD COLUMN purge_at INTEGER;
ALTER TABLE runs ADD COLUMN purging INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN host TEXT;
ALTER TABLE runs ADD COLUMN user_name TEXT;
ALTER TABLE runs ADD COLUMN commit_sha TEXT;
ALTER TABLE runs ADD COLUMN has_diff INTEGER NOT NULL DEFAULT 0;

-- Null while queued.
ALTER TABLE runs ADD COLUMN begun_at INTEGER;
UPDATE runs SET begun_at = started_at;
ALTER TABLE runs DROP COLUMN started_at;
ALTER TABLE runs RENAME COLUMN begun_at TO started_at;

-- What only the page of one run shows, apart from `runs` so that neither a list reads it nor a change of status rewrites it.
CREATE TABLE run_environments (
  run_number INTEGER PRIMARY KEY REFERENCES runs (number),
  environment TEXT NOT NULL
) STRICT;

INSERT INTO run_environments SELECT number, environment FROM runs;
UPDATE runs SET
  host = json_extract(environment, '$.host'),
  user_name = json_extract(environment, '$.user'),
  commit_sha = json_extract(environment, '$.git.commit'),
  has_diff = coalesce(json_extract(environment, '$.git.dirty'), 0);
ALTER TABLE runs DROP COLUMN environment;

-- Notes, inputs and outputs of a run that has any.
CREATE TABLE run_notes (
  run_number INTEGER PRIMARY KEY REFERENCES runs (number),
  notes TEXT NOT NULL,
  inputs TEXT NOT NULL,
  outputs TEXT NOT NULL
) STRICT;

CREATE INDEX runs_of_experiment ON runs (experiment_number, created_at) WHERE deleted_at IS NULL;
CREATE INDEX runs_by_parent ON runs (parent_id, number) WHERE parent_id IS NOT NULL;
CREATE INDEX runs_in_trash ON runs (purge_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX events_by_subject ON events (subject_id, sequence);
