SELECT f.project_id, f.policy_id, coalesce(p.title, f.policy_id) AS policy_title, f.clause_id, f.title, f.quote,
  f.level, f.outcome, f.reason, f.threshold, f.evidence_table, f.short, f.by_when
FROM finding AS f
LEFT JOIN policy AS p USING (policy_id)
WHERE f.as_of = $as_of AND list_contains($ids::TEXT[], f.project_id)
ORDER BY f.project_id, f.policy_id, f.sort_order, f.clause_id
