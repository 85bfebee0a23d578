DROP TABLE identity;
CREATE TABLE identity (
  identity_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  account_id TEXT,
  login TEXT,
  name TEXT,
  email_key TEXT,
  email_domain TEXT,
  account_platform TEXT,
  account_type TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE mailmap_line (
  repo_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  commit_name TEXT,
  commit_email_key TEXT,
  proper_name TEXT,
  proper_email_key TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
