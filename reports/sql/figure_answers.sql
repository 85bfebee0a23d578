SELECT DISTINCT metric_id, repo_id, answer_id
FROM measurement_source
WHERE as_of = $as_of AND project_id = $project_id
ORDER BY metric_id, repo_id, answer_id
