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
  tier TEXT,
  answer_id TEXT
);
CREATE TABLE licence_comparison (
  repo_id TEXT NOT NULL,
  path TEXT NOT NULL,
  template TEXT NOT NULL,
  segments TEXT NOT NULL,
  list_version TEXT NOT NULL
);
