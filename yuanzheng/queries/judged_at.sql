-- When a clause was judged for a project, latest first.
SELECT DISTINCT as_of FROM finding
WHERE project_id = $project_id AND policy_id = $policy_id AND clause_id = $clause_id
ORDER BY as_of DESC
