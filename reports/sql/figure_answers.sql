SELECT DISTINCT project_id, metric_id, repo_id, answer_id
FROM measurement_source
WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
ORDER BY project_id, metric_id, repo_id, answer_id
