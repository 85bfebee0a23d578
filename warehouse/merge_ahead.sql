-- As merge.sql, where something was told at a later time than this: by a clock that was ahead, or
-- before one that is behind now, which nobody can tell apart. What is said now is in force from now
-- until the next time something was told, and again a day after the last: what was said then stays
-- as it was. At no time are two versions of a key in force.
-- Streams are read side by side, so what is a minute late was told now.
CREATE OR REPLACE TEMP TABLE staged_now AS
SELECT *, observed_at + INTERVAL 1 MINUTE AS late FROM {staged};

CREATE OR REPLACE TEMP TABLE staged_new AS
SELECT s.*, b.next, b.last FROM staged_now AS s LEFT JOIN (
  SELECT s.key, min(t.observed_at) FILTER (t.observed_at > s.late) AS next,
    max(greatest(t.observed_at, t.closed_at)) + INTERVAL 1 DAY AS last
  FROM staged_now AS s JOIN "{table}" AS t
    ON t.key = s.key AND (t.closed_at IS NULL OR t.closed_at > t.observed_at)
  GROUP BY s.key, s.late HAVING max(greatest(t.observed_at, t.closed_at)) > s.late
) AS b ON b.key = s.key
WHERE NOT EXISTS (FROM "{table}" AS t
  WHERE t.key = s.key AND t.content_hash = s.content_hash AND t.closed_at IS NULL)
OR (b.last IS NOT NULL AND NOT EXISTS (FROM "{table}" AS t
  WHERE t.key = s.key AND t.content_hash = s.content_hash
    AND t.observed_at <= s.late AND (t.closed_at IS NULL OR t.closed_at > s.observed_at)));

UPDATE "{table}" AS t
SET closed_at = CASE WHEN t.observed_at > s.late THEN s.last ELSE s.observed_at END
FROM staged_new AS s
WHERE t.key = s.key
  AND (t.closed_at IS NULL OR (t.observed_at <= s.late AND t.closed_at > s.observed_at));

INSERT INTO "{table}" BY NAME
SELECT s.* EXCLUDE (late, next, last) REPLACE (next AS closed_at) FROM staged_new AS s
UNION ALL
SELECT s.* EXCLUDE (late, next, last) REPLACE (last AS observed_at) FROM staged_new AS s
WHERE next IS NOT NULL
