CREATE TABLE stated_month (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  field_id TEXT NOT NULL,
  sort_order INTEGER NOT NULL,
  title TEXT NOT NULL,
  month DATE NOT NULL,
  value BIGINT,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  note TEXT NOT NULL
);
