-- Which tier of the licence engine a finding rests on; NULL in rows from before there were two.
ALTER TABLE licence_finding RENAME TO licence_finding_before;
CREATE TABLE licence_finding (
  repo_id TEXT NOT NULL,
  place TEXT NOT NULL,
  path TEXT,
  expression TEXT NOT NULL,
  status TEXT NOT NULL,
  osi TEXT NOT NULL,
  fsf TEXT NOT NULL,
  similarity DOUBLE,
  line INTEGER,
  excerpt TEXT,
  list_version TEXT NOT NULL,
  tier TEXT,
  answer_id TEXT
);
INSERT INTO licence_finding BY NAME SELECT * FROM licence_finding_before;
DROP TABLE licence_finding_before;
