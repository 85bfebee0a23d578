-- 星标与 Fork 突增的时段
SELECT r.project_id, g.* FROM growth_burst AS g JOIN project_repo AS r USING (repo_id)
WHERE r.project_id IN (SELECT unnest($ids))
ORDER BY r.project_id, g.repo_id, g.series, g.what, g.from_day, g.to_day
