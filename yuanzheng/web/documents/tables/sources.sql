-- 组成项目的仓库、模型、数据集与 Space，和平台说的事实
SELECT r.project_id, r.repo_id, r.platform, r.kind, r.url, f.full_name, f.description,
  f.licence_field, f.is_fork, f.is_archived, f.created_at, f.pushed_at, f.observed_at
FROM project_repo AS r
LEFT JOIN repo_fact AS f ON f.repo_id = r.repo_id AND f.closed_at IS NULL
WHERE r.project_id IN (SELECT unnest($ids))
ORDER BY r.project_id, r.repo_id, f.key
