SELECT g.* FROM growth_grade AS g JOIN project_repo AS r USING (repo_id)
WHERE r.project_id = $project_id ORDER BY g.repo_id, g.series
