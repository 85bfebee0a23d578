-- Current versions of a repository's documents that can state a licence.
SELECT
  path,
  role,
  content,
  unreadable,
  answer_id
FROM document
WHERE repo_id = $repo_id AND closed_at IS NULL AND role IN ('licence', 'notice', 'readme', 'manifest', 'card')
ORDER BY
  CASE role
    WHEN 'licence' THEN 1 WHEN 'notice' THEN 2 WHEN 'readme' THEN 3
    WHEN 'card' THEN 4 ELSE 5
  END,
  length(path) - length(replace(path, '/', '')),
  path
