CREATE TABLE stream_grade (
  repo_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  grade TEXT NOT NULL,
  since TIMESTAMPTZ NOT NULL
);
