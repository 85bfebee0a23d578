CREATE TABLE account_association (
  repo_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  association TEXT NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE account_company (
  repo_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  company TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
