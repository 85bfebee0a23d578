-- What each clause of a policy came to in each project.
WITH asked AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($instants::TIMESTAMPTZ[]) AS as_of
)
SELECT f.project_id, f.clause_id, f.sort_order, f.title, f.level, f.outcome
FROM finding AS f
SEMI JOIN asked USING (project_id, as_of)
WHERE f.policy_id = $policy_id
ORDER BY f.sort_order, f.clause_id, f.project_id
