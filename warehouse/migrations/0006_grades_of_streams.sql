-- How streams stood at past instants: table stream_grade, from here on.
CREATE TABLE IF NOT EXISTS stream_grade (
  repo_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  grade TEXT NOT NULL,
  since TIMESTAMPTZ NOT NULL
);
INSERT INTO stream_grade SELECT repo_id, stream, grade, since FROM stream_state;
