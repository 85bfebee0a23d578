-- The sources of a project with what the addresses of their pages are made of, as known last.
WITH fact AS (
  SELECT repo_id, default_branch FROM repo_fact WHERE closed_at IS NULL
  QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at DESC, content_hash) = 1
), licence AS (
  SELECT repo_id, path FROM document WHERE closed_at IS NULL AND role IN ('licence', 'card')
  QUALIFY row_number() OVER (
    PARTITION BY repo_id ORDER BY role <> 'licence', length(path), path) = 1
)
SELECT r.repo_id, r.platform, r.kind, r.url, f.default_branch AS branch, l.path AS licence
FROM project_repo AS r
LEFT JOIN fact AS f USING (repo_id)
LEFT JOIN licence AS l USING (repo_id)
WHERE r.project_id = $project_id
ORDER BY r.repo_id
