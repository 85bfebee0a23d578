-- Whole figures of projects at every instant they were scored for.
SELECT project_id, metric_id, version, as_of, value, value_text, completeness, completeness_reason
FROM measurement
WHERE month IS NULL AND part = '' AND list_contains($ids::TEXT[], project_id)
  AND ($metrics::TEXT[] IS NULL OR list_contains($metrics::TEXT[], metric_id))
ORDER BY project_id, metric_id, as_of
