CREATE TABLE person_organisation (
  project_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  organisation TEXT NOT NULL,
  since TIMESTAMPTZ,
  until TIMESTAMPTZ,
  source TEXT NOT NULL,
  applicant BOOLEAN NOT NULL,
  reason TEXT NOT NULL
);
