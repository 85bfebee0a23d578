-- Rows of one table that a metric looked at, of several projects: how many, and the first of each
-- as `considered_rows.sql` orders them.
WITH used AS (
  SELECT DISTINCT project_id, answer_id
  FROM measurement_source
  WHERE as_of = $as_of AND metric_id = $metric AND list_contains($ids::TEXT[], project_id)
), mine AS (
  SELECT r.project_id, t.key, t.repo_id, {at} AS "at"
  FROM "{table}" AS t
  JOIN project_repo AS r USING (repo_id)
  SEMI JOIN used AS u ON u.project_id = r.project_id AND u.answer_id = t.answer_id
  WHERE {in_force} AND (len($kinds::TEXT[]) = 0 OR list_contains($kinds::TEXT[], r.kind))
)
SELECT project_id, key, repo_id, "at", rows
FROM (
  SELECT *, count(*) OVER (PARTITION BY project_id) AS rows, row_number() OVER (
    PARTITION BY project_id
    ORDER BY coalesce("at" >= $window_from::TIMESTAMPTZ AND "at" < $as_of, false) DESC,
      "at" DESC NULLS LAST, repo_id, key) AS place
  FROM mine
)
WHERE place <= $most
ORDER BY project_id, place
