-- Rows of one table that a metric looked at, of several projects: how many, and the first of each
-- as `considered.sql` orders them. A row stands, or stood when the figure was measured, as
-- `in_force_then.sql` says it of one figure.
WITH used AS (
  SELECT DISTINCT project_id, answer_id
  FROM measurement_source
  WHERE as_of = $as_of AND metric_id = $metric AND list_contains($ids::TEXT[], project_id)
), replaced AS (
  -- versions the figure was measured from that came after its instant
  SELECT u.project_id, n.repo_id, n.key, n.observed_at
  FROM "{table}" AS n JOIN used AS u USING (answer_id)
  WHERE n.observed_at > $as_of
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
