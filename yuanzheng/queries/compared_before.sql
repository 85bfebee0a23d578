-- Whole figures at an earlier instant, with the version of the definition they were made by.
SELECT project_id, metric_id, version, value
FROM measurement
WHERE as_of = $as_of::TIMESTAMPTZ AND part = '' AND month IS NULL
  AND list_contains($ids::TEXT[], project_id) AND list_contains($metrics::TEXT[], metric_id)
ORDER BY project_id, metric_id
