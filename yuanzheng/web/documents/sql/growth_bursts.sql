SELECT g.* FROM growth_burst AS g JOIN project_repo AS r USING (repo_id)
WHERE r.project_id = $project_id ORDER BY g.repo_id, g.series, g.what, g.from_day, g.to_day
