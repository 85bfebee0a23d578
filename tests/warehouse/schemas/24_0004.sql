DROP TABLE schema_version;
CREATE TABLE schema_version (
  sha256 TEXT NOT NULL,
  number INTEGER
);
