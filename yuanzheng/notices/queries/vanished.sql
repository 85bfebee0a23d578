-- Repositories and owners of the projects that are gone, taken down, or another's now.
SELECT s.repo_id, s.reason, min(s.since) AS since, min(m.project_id) AS project_id,
  arg_min(p.name, m.project_id) AS name
FROM stream_state AS s
JOIN (SELECT project_id, repo_id FROM project_repo
  UNION ALL SELECT project_id, repo_id FROM project_owner) AS m USING (repo_id)
JOIN project AS p USING (project_id)
WHERE s.stream IN ('repository', 'owner_repositories')
  AND s.code IN ('gone', 'blocked', 'name_reused')
GROUP BY s.repo_id, s.reason
ORDER BY s.repo_id;
