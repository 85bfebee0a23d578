CREATE TABLE hub_file (
  repo_id TEXT NOT NULL,
  path TEXT NOT NULL,
  size BIGINT,
  sha256 TEXT,
  blob TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
