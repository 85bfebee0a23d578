-- Rows of a metric by month of projects, each at its own instant, with the whole window they belong
-- to.
WITH asked AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($instants::TIMESTAMPTZ[]) AS as_of
)
SELECT m.project_id, m.metric_id, m.version, m.part, m.part_title, m.month, m.value, m.value_text,
  m.n, m.window_from, m.window_to, m.completeness, m.completeness_reason
FROM measurement AS m
SEMI JOIN asked USING (project_id, as_of)
WHERE m.part = '' AND m.metric_id = $metric
ORDER BY m.project_id, m.metric_id, m.version, m.part, m.month NULLS FIRST
