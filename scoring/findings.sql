-- Figures over the whole window of the chosen projects.
SELECT m.project_id, m.metric_id, m.part, m.part_title,
  m.part IN (SELECT repo_id FROM project_repo r WHERE r.project_id = m.project_id) AS is_repo,
  (SELECT count(*) FROM project_repo r WHERE r.project_id = m.project_id) > 1 AS several,
  m.value, m.value_text, m.completeness, m.completeness_reason, m.window_from, m.window_to
FROM measurement m
WHERE m.as_of = $as_of AND m.month IS NULL AND list_contains($projects::TEXT[], m.project_id)
ORDER BY m.project_id, m.metric_id, m.part
