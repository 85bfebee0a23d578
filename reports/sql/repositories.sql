WITH valid AS (
  SELECT *
  FROM repo_fact
  WHERE observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)
  QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at DESC, content_hash) = 1
)
SELECT r.project_id, r.repo_id, r.platform, r.kind, r.url, f.full_name, f.description, f.licence_field,
  f.is_fork, f.is_archived, f.created_at, f.pushed_at, f.observed_at
FROM project_repo AS r
LEFT JOIN valid AS f USING (repo_id)
WHERE list_contains($ids::TEXT[], r.project_id)
ORDER BY r.project_id, r.repo_id
