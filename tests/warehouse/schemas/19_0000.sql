CREATE TABLE commit_change (
  repo_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  path TEXT NOT NULL,
  code_added BIGINT,
  code_removed BIGINT,
  comment_added BIGINT,
  comment_removed BIGINT,
  unread TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
