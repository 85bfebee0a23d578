-- How many clauses that can be met or failed came to each outcome.
SELECT f.project_id, f.policy_id, coalesce(p.title, f.policy_id) AS title, f.outcome,
  count(*) AS clauses
FROM finding AS f LEFT JOIN policy AS p USING (policy_id)
WHERE f.as_of = $as_of AND list_contains($ids::TEXT[], f.project_id) AND f.level <> $ceiling
GROUP BY ALL
ORDER BY f.project_id, f.policy_id, f.outcome
