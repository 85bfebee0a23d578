CREATE TABLE project_owner (
  project_id TEXT NOT NULL,
  repo_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  url TEXT NOT NULL,
  include_forks BOOLEAN NOT NULL
);
CREATE TABLE owner_repo (
  repo_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  platform_id TEXT NOT NULL,
  full_name TEXT NOT NULL,
  url TEXT NOT NULL,
  is_fork BOOLEAN,
  is_archived BOOLEAN,
  created_at TIMESTAMPTZ,
  pushed_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
