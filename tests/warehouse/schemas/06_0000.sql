CREATE TABLE model_link (
  repo_id TEXT NOT NULL,
  relation TEXT NOT NULL,
  target TEXT NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
