CREATE TABLE licence_change (
  repo_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  committed_at TIMESTAMPTZ,
  path TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  change TEXT NOT NULL,
  others BIGINT,
  reason TEXT NOT NULL,
  list_version TEXT NOT NULL,
  answer_id TEXT
);
