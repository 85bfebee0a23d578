DROP TABLE finding;
CREATE TABLE finding (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  policy_id TEXT NOT NULL,
  clause_id TEXT NOT NULL,
  sort_order INTEGER NOT NULL,
  title TEXT NOT NULL,
  quote TEXT NOT NULL,
  level TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  threshold TEXT,
  evidence_table TEXT NOT NULL,
  short TEXT,
  by_when TEXT
);
CREATE TABLE material_state (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  policy_id TEXT NOT NULL,
  material_id TEXT NOT NULL,
  sort_order INTEGER NOT NULL,
  title TEXT NOT NULL,
  quote TEXT NOT NULL,
  form TEXT NOT NULL,
  copies INTEGER,
  state TEXT NOT NULL,
  detail TEXT NOT NULL,
  signed TEXT NOT NULL
);
