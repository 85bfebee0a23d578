-- 取自别人的代码、模型与数据集
SELECT r.project_id, t.* FROM third_party AS t JOIN project_repo AS r USING (repo_id)
WHERE r.project_id IN (SELECT unnest($ids))
ORDER BY r.project_id, t.repo_id, t.origin, t.name, t.version NULLS FIRST, t.purl, t.path
