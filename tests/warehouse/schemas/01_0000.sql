CREATE TABLE schema_version (
  sha256 TEXT NOT NULL
);
