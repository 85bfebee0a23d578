SELECT project_id, policy_id, clause_id, metric_id, part
FROM finding_metric
WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
ORDER BY project_id, policy_id, clause_id, sort_order, metric_id, part
