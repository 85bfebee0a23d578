-- 每个来源的许可证结论
SELECT r.project_id, v.* FROM licence_verdict AS v JOIN project_repo AS r USING (repo_id)
WHERE r.project_id IN (SELECT unnest($ids)) ORDER BY r.project_id, v.repo_id
