-- Documents of repositories that can state a licence, as they stood at $as_of. What was read only
-- later counts when the history shows that no commit has touched it since (`proven`). Expects `file_changed`.
WITH versions AS (
  SELECT d.*, d.observed_at <= $as_of AND (d.closed_at IS NULL OR d.closed_at > $as_of) AS then
  FROM document AS d
  WHERE d.repo_id IN (SELECT unnest($repos::TEXT[]))
    AND d.role IN ('licence', 'notice', 'readme', 'manifest', 'card', 'source')
)
SELECT
  v.repo_id,
  v.path,
  v.role,
  v.content,
  v.unreadable,
  v.answer_id,
  v.then OR coalesce(h.changed_at <= $as_of, false) AS proven
FROM versions AS v
LEFT JOIN file_changed AS h USING (repo_id, path)
WHERE v.then OR (v.closed_at IS NULL AND v.observed_at > $as_of)
QUALIFY row_number() OVER (PARTITION BY v.repo_id, v.path ORDER BY v.then DESC, v.observed_at DESC) = 1
ORDER BY
  v.repo_id,
  CASE v.role
    WHEN 'licence' THEN 1 WHEN 'notice' THEN 2 WHEN 'readme' THEN 3
    WHEN 'card' THEN 4 WHEN 'source' THEN 6 ELSE 5
  END,
  length(v.path) - length(replace(v.path, '/', '')),
  v.path
