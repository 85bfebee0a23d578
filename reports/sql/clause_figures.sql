SELECT policy_id, clause_id, metric_id, part
FROM finding_metric
WHERE as_of = $as_of AND project_id = $project_id
ORDER BY policy_id, clause_id, sort_order, metric_id, part
