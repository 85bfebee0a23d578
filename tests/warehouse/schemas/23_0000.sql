CREATE TABLE run (
  run_id TEXT NOT NULL,
  command TEXT NOT NULL,
  due_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ,
  outcome TEXT,
  as_of TIMESTAMPTZ,
  attempts INTEGER NOT NULL,
  requests BIGINT,
  not_modified BIGINT,
  rows_added BIGINT,
  problems TEXT[] NOT NULL
);
CREATE TABLE run_project (
  run_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  outcome TEXT,
  as_of TIMESTAMPTZ,
  streams BIGINT,
  failed BIGINT,
  problems TEXT[] NOT NULL
);
