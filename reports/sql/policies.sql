SELECT policy_id, title, issuer, source_sha256
FROM policy
WHERE policy_id IN (
  SELECT policy_id FROM finding WHERE as_of = $as_of AND project_id = $project_id
  UNION
  SELECT unnest(policies) FROM project WHERE project_id = $project_id
)
ORDER BY policy_id
