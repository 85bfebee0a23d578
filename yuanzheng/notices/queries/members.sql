-- Which project a repository or an owner belongs to: of several the first by id.
SELECT m.repo_id, min(m.project_id) AS project_id, arg_min(p.name, m.project_id) AS name
FROM (SELECT project_id, repo_id FROM project_repo
  UNION ALL SELECT project_id, repo_id FROM project_owner) AS m
JOIN project AS p USING (project_id)
GROUP BY m.repo_id
ORDER BY m.repo_id;
