CREATE TABLE people_declared (
  project_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE TABLE people_declared_alias (
  project_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  entry INTEGER NOT NULL,
  place INTEGER NOT NULL,
  shown TEXT NOT NULL,
  identities INTEGER NOT NULL,
  person_id TEXT,
  state TEXT NOT NULL,
  words TEXT
);
