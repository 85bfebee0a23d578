-- How many clauses that can be met or failed came to each outcome; none of a policy that only
-- informs, which the project is held against all the same.
WITH asked AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($instants::TIMESTAMPTZ[]) AS as_of
)
SELECT f.project_id, f.policy_id, coalesce(p.title, f.policy_id) AS title, f.outcome,
  count(*) FILTER (f.level <> $ceiling) AS clauses, count(*) FILTER (f.level = '必须') AS musts
FROM finding AS f
SEMI JOIN asked USING (project_id, as_of)
LEFT JOIN policy AS p USING (policy_id)
GROUP BY ALL
ORDER BY f.project_id, f.policy_id, f.outcome
