-- When the files of which something was read were last committed.
CREATE OR REPLACE TEMP TABLE file_changed AS
SELECT f.repo_id, f.path, max(c.committed_at) AS changed_at
FROM commit_file AS f
SEMI JOIN (
  SELECT repo_id, path FROM document
  UNION SELECT repo_id, path FROM package_file
  UNION SELECT repo_id, licence_path FROM vendored_copy
) AS read USING (repo_id, path)
JOIN "commit" AS c ON c.repo_id = f.repo_id AND c.sha = f.sha AND c.closed_at IS NULL
GROUP BY f.repo_id, f.path
