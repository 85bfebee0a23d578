-- Copies of others' code in a repository as they stood at $as_of; one read later counts when its
-- licence file is shown by the history to have stood unchanged since.
WITH changed AS (
  SELECT f.path, max(c.committed_at) AS changed_at
  FROM commit_file AS f
  JOIN "commit" AS c ON c.repo_id = f.repo_id AND c.sha = f.sha AND c.closed_at IS NULL
  WHERE f.repo_id = $repo_id
  GROUP BY f.path
)
SELECT v.path, v.licence_path, v.content, v.unreadable, v.answer_id
FROM vendored_copy AS v LEFT JOIN changed AS h ON h.path = v.licence_path
WHERE v.repo_id = $repo_id AND (
  (v.observed_at <= $as_of AND (v.closed_at IS NULL OR v.closed_at > $as_of))
  OR (v.closed_at IS NULL AND h.changed_at <= $as_of))
QUALIFY row_number() OVER (PARTITION BY v.path, v.licence_path ORDER BY v.observed_at) = 1
ORDER BY v.path, v.licence_path
