CREATE TABLE package_file (
  repo_id TEXT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  ecosystem TEXT NOT NULL,
  is_lock BOOLEAN NOT NULL,
  revision TEXT,
  sha256 TEXT,
  bytes BIGINT,
  packages BIGINT,
  unread BIGINT,
  unreadable TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE package_use (
  repo_id TEXT NOT NULL,
  path TEXT NOT NULL,
  ecosystem TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  wanted TEXT,
  purl TEXT NOT NULL,
  licence TEXT,
  scope TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE vendored_copy (
  repo_id TEXT NOT NULL,
  path TEXT NOT NULL,
  licence_path TEXT,
  revision TEXT,
  sha256 TEXT,
  bytes BIGINT,
  content TEXT,
  unreadable TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE third_party (
  repo_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  ecosystem TEXT,
  name TEXT NOT NULL,
  version TEXT,
  purl TEXT,
  scope TEXT,
  place TEXT NOT NULL,
  path TEXT,
  licence TEXT NOT NULL,
  licence_source TEXT NOT NULL,
  licence_written TEXT,
  is_open TEXT NOT NULL,
  compatible TEXT NOT NULL,
  advice TEXT,
  named TEXT NOT NULL,
  named_path TEXT,
  named_line INTEGER,
  answer_id TEXT NOT NULL
);
CREATE TABLE third_party_verdict (
  repo_id TEXT NOT NULL,
  looked BOOLEAN NOT NULL,
  document TEXT NOT NULL,
  document_paths TEXT[] NOT NULL
);
