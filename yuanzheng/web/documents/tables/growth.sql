-- 星标与 Fork 增长的等级
SELECT r.project_id, g.* FROM growth_grade AS g JOIN project_repo AS r USING (repo_id)
WHERE r.project_id IN (SELECT unnest($ids)) ORDER BY r.project_id, g.repo_id, g.series
