-- Licence files of the root folder as commits up to $as_of left them, in the order of the commits,
-- with the author of each commit and how many other persons had authored commits until then.
-- Accounts that are certainly programs do not count.
WITH version AS (
  SELECT d.revision AS sha, d.path, d.content, d.unreadable, d.answer_id
  FROM document AS d
  WHERE d.repo_id = $repo_id AND d.role = 'past_licence' AND d.closed_at IS NULL
), author AS (
  SELECT c.sha, c.committed_at, coalesce(a.person_id, c.author_id) AS person, a.bot
  FROM "commit" AS c
  LEFT JOIN person_alias AS a ON a.identity_id = c.author_id
  WHERE c.repo_id = $repo_id AND c.closed_at IS NULL
)
SELECT
  v.sha,
  split_part(v.path, '/', 4) AS name,
  v.path = '//' AS told,
  v.content,
  v.unreadable,
  v.answer_id,
  own.committed_at,
  CASE WHEN own.sha IS NOT NULL THEN (
    SELECT count(DISTINCT other.person)
    FROM author AS other
    WHERE other.committed_at < own.committed_at
      AND other.person IS DISTINCT FROM own.person
      AND other.bot IS DISTINCT FROM 'certain'
  ) END AS others
FROM version AS v
LEFT JOIN author AS own ON own.sha = v.sha
WHERE own.committed_at IS NULL OR own.committed_at <= $as_of
ORDER BY own.committed_at NULLS FIRST, v.sha, name
