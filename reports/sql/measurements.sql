SELECT metric_id, version, part, part_title, month, value, value_text, n, window_from, window_to,
  completeness, completeness_reason
FROM measurement
WHERE as_of = $as_of AND project_id = $project_id
ORDER BY metric_id, version, part, month NULLS FIRST
