DROP TABLE licence_finding;
CREATE TABLE licence_finding (
  repo_id TEXT NOT NULL,
  place TEXT NOT NULL,
  path TEXT,
  expression TEXT NOT NULL,
  status TEXT NOT NULL,
  osi TEXT NOT NULL,
  fsf TEXT NOT NULL,
  similarity DOUBLE,
  line INTEGER,
  excerpt TEXT,
  list_version TEXT NOT NULL,
  tier TEXT NOT NULL,
  answer_id TEXT
);
CREATE TABLE licence_opinion (
  repo_id TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  engine TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  said TEXT NOT NULL
);
