CREATE TABLE project_score (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  weights_id TEXT NOT NULL,
  value DOUBLE,
  unknown_share DOUBLE NOT NULL,
  partial_share DOUBLE NOT NULL,
  parts TEXT NOT NULL
);
