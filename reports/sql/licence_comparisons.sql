SELECT r.project_id, c.repo_id, c.path, c.template, c.segments, c.list_version
FROM licence_comparison AS c
JOIN project_repo AS r USING (repo_id)
WHERE list_contains($ids::TEXT[], r.project_id)
ORDER BY r.project_id, c.repo_id, c.path
