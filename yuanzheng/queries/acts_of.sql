-- One thing each identity did in the project, by what names it whatever the names of people are.
-- With $wanted only of these identities, one each; without it all.
WITH held AS (
  SELECT repo_id FROM project_repo WHERE project_id = $project
), done AS (
  SELECT 'author ' || repo_id || ' ' || sha AS act, author_id AS identity_id FROM commit
  WHERE closed_at IS NULL
  UNION ALL
  SELECT 'committer ' || repo_id || ' ' || sha, committer_id FROM commit WHERE closed_at IS NULL
  UNION ALL
  -- who is only named beside an author: by the place in a list as long as that of the other names
  SELECT 'trailer' || place || '/' || len(coauthor_ids) || ' ' || repo_id || ' ' || sha,
    coauthor_ids[place]
  FROM (SELECT repo_id, sha, coauthor_ids, unnest(range(1, len(coauthor_ids) + 1)) AS place
    FROM commit WHERE closed_at IS NULL)
  UNION ALL
  SELECT 'issue ' || repo_id || ' ' || number, author_id FROM issue WHERE closed_at IS NULL
  UNION ALL
  SELECT 'change ' || repo_id || ' ' || number, author_id FROM change_request WHERE closed_at IS NULL
  UNION ALL
  SELECT 'comment ' || repo_id || ' ' || comment_id, author_id FROM comment WHERE closed_at IS NULL
  UNION ALL
  SELECT 'review ' || repo_id || ' ' || review_id, author_id FROM review WHERE closed_at IS NULL
), mine AS (
  SELECT act, identity_id FROM done
  WHERE identity_id IS NOT NULL AND split_part(act, ' ', 2) IN (SELECT repo_id FROM held)
)
SELECT act, identity_id FROM mine WHERE $wanted::TEXT[] IS NULL
UNION ALL
SELECT min(act), identity_id FROM mine
WHERE $wanted::TEXT[] IS NOT NULL AND list_contains($wanted::TEXT[], identity_id)
GROUP BY identity_id
ORDER BY 1, 2
