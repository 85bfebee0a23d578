CREATE TABLE masked_join (
  project_id TEXT NOT NULL,
  identity_id TEXT NOT NULL,
  other_id TEXT NOT NULL
);
