-- Figures of whole windows of several projects; what is by month stands in their reports.
SELECT project_id, metric_id, version, part, part_title, value, value_text, n, window_from,
  window_to, completeness, completeness_reason, NULL AS month
FROM measurement
WHERE as_of = $as_of AND month IS NULL AND list_contains($ids::TEXT[], project_id)
ORDER BY project_id, metric_id, version, part
