-- How many clauses that can be met or failed came to each outcome.
SELECT project_id, policy.title AS policy, outcome, count(*) AS clauses
FROM finding JOIN policy USING (policy_id)
WHERE as_of = $as_of::TIMESTAMPTZ AND list_contains($ids::TEXT[], project_id) AND level <> $ceiling
GROUP BY ALL ORDER BY project_id, policy, outcome
