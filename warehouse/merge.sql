CREATE OR REPLACE TEMP TABLE staged_new AS
SELECT s.* FROM {staged} s
ANTI JOIN "{table}" t ON t.key = s.key AND t.content_hash = s.content_hash AND t.closed_at IS NULL;

UPDATE "{table}" AS t SET closed_at = s.observed_at
FROM staged_new s WHERE t.key = s.key AND t.closed_at IS NULL;

INSERT INTO "{table}" BY NAME SELECT * FROM staged_new
