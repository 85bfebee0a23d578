-- Licence files of the root folder as commits up to $as_of left them, in the order of the commits,
-- with the author of each commit and how many other persons had authored commits until then.
-- Accounts that are certainly programs do not count. Expects `licence_author`, `licence_person`.
WITH version AS (
  SELECT d.repo_id, d.revision AS sha, d.path, d.content, d.unreadable, d.answer_id
  FROM document AS d
  WHERE d.repo_id IN (SELECT unnest($repos::TEXT[]))
    AND d.role = 'past_licence' AND d.closed_at IS NULL
)
SELECT
  v.repo_id,
  v.sha,
  split_part(v.path, '/', 4) AS name,
  v.path = '//' AS told,
  v.content,
  v.unreadable,
  v.answer_id,
  own.committed_at,
  CASE WHEN own.sha IS NOT NULL THEN (
    SELECT count(*)
    FROM licence_person AS other
    WHERE other.repo_id = own.repo_id AND other.first_at < own.committed_at
      AND other.person IS DISTINCT FROM own.person
  ) END AS others
FROM version AS v
LEFT JOIN licence_author AS own ON own.repo_id = v.repo_id AND own.sha = v.sha
WHERE own.committed_at IS NULL OR own.committed_at <= $as_of
ORDER BY v.repo_id, own.committed_at NULLS FIRST, v.sha, name
