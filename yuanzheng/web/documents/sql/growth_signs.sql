SELECT g.* FROM growth_sign AS g JOIN project_repo AS r USING (repo_id)
WHERE r.project_id = $project_id ORDER BY g.repo_id, g.series, g.sign
