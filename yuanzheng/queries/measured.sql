-- Figures of whole windows at an instant, with what they were made by.
SELECT project_id, metric_id, part, version, window_from, value
FROM measurement
WHERE as_of = $as_of::TIMESTAMPTZ AND month IS NULL AND list_contains($ids::TEXT[], project_id)
  AND list_contains($metrics::TEXT[], metric_id) AND list_contains($parts::TEXT[], part)
ORDER BY project_id, metric_id, part
