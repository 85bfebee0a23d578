CREATE TABLE release_asset (
  repo_id TEXT NOT NULL,
  asset_id TEXT NOT NULL,
  release_id TEXT,
  tag TEXT,
  name TEXT,
  content_type TEXT,
  size BIGINT,
  download_count BIGINT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE language (
  repo_id TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE tag (
  repo_id TEXT NOT NULL,
  name TEXT NOT NULL,
  sha TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE community_profile (
  repo_id TEXT NOT NULL,
  health_percentage INTEGER,
  has_code_of_conduct BOOLEAN,
  has_contributing BOOLEAN,
  has_issue_template BOOLEAN,
  has_pull_request_template BOOLEAN,
  has_licence BOOLEAN,
  has_readme BOOLEAN,
  updated_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE advisory (
  repo_id TEXT NOT NULL,
  ghsa_id TEXT NOT NULL,
  cve_id TEXT,
  severity TEXT,
  state TEXT,
  summary TEXT,
  created_at TIMESTAMPTZ,
  published_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  withdrawn_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE dependency (
  repo_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  purl TEXT,
  licence_declared TEXT,
  licence_concluded TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE workflow_run (
  repo_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  name TEXT,
  path TEXT,
  event TEXT,
  branch TEXT,
  is_own BOOLEAN,
  conclusion TEXT,
  attempt INTEGER,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE traffic_day (
  repo_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  day DATE NOT NULL,
  count BIGINT,
  uniques BIGINT,
  is_whole BOOLEAN NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE traffic_top (
  repo_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  count BIGINT,
  uniques BIGINT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
