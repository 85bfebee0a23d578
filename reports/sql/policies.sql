WITH held AS (
  SELECT project_id, policy_id FROM finding
  WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
  UNION
  SELECT project_id, unnest(policies) FROM project
  WHERE list_contains($ids::TEXT[], project_id)
)
SELECT h.project_id, p.policy_id, p.title, p.issuer, p.source_sha256
FROM held AS h
JOIN policy AS p USING (policy_id)
ORDER BY h.project_id, p.policy_id
