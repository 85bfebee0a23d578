-- What the licences of a project's repositories came to at its instant: the table of verdicts is of
-- the instant scored last, whichever project that was for.
WITH asked AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($instants::TIMESTAMPTZ[]) AS as_of
)
SELECT DISTINCT m.project_id, m.value_text AS verdict
FROM measurement AS m
SEMI JOIN asked USING (project_id, as_of)
WHERE m.metric_id = 'licence_verdict' AND m.part <> '' AND m.month IS NULL
  AND m.value_text IS NOT NULL
ORDER BY 1, 2
