SELECT c.repo_id, c.path, c.template, c.segments, c.list_version
FROM licence_comparison AS c
JOIN project_repo AS r USING (repo_id)
WHERE r.project_id = $project_id
ORDER BY c.repo_id, c.path
