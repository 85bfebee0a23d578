SELECT project_id, metric_id, version, part, part_title, month, value, value_text, n,
  epoch_us(window_from) AS window_from, epoch_us(window_to) AS window_to,
  completeness, completeness_reason
FROM measurement
WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
ORDER BY project_id, metric_id, version, part, month NULLS FIRST
