SELECT t.*, s.bucket
FROM project_repo AS t JOIN (SELECT DISTINCT bucket, repo_id FROM lake_shown) AS s USING (repo_id)
QUALIFY row_number() OVER (
  PARTITION BY s.bucket, t.repo_id, t.platform, t.kind ORDER BY t.project_id) = 1
