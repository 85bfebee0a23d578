-- Figures of whole windows of projects, each at its own instant, in the words of their definitions.
WITH asked AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($instants::TIMESTAMPTZ[]) AS as_of
)
SELECT m.project_id, m.metric_id, m.part, m.value, m.value_text, m.n, coalesce(d.unit, '') AS unit,
  m.completeness, m.completeness_reason
FROM measurement AS m
SEMI JOIN asked USING (project_id, as_of)
LEFT JOIN metric AS d USING (metric_id, version)
WHERE m.month IS NULL AND m.part IN ('', 'at_least')
  AND list_contains($metrics::TEXT[], m.metric_id)
ORDER BY m.project_id, m.metric_id, m.part
