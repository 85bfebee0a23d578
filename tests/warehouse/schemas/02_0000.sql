CREATE TABLE account_link (
  repo_id TEXT NOT NULL,
  identity_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
