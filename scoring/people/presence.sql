-- In which projects an alias is seen: names are compared within a project only.
SELECT DISTINCT seen.identity_id, project_repo.project_id
FROM (
  SELECT repo_id, author_id AS identity_id FROM commit WHERE closed_at IS NULL
  UNION SELECT repo_id, committer_id FROM commit WHERE closed_at IS NULL
  UNION SELECT repo_id, unnest(coauthor_ids) FROM commit WHERE closed_at IS NULL
  UNION SELECT repo_id, author_id FROM issue WHERE closed_at IS NULL
  UNION SELECT repo_id, author_id FROM comment WHERE closed_at IS NULL
  UNION SELECT repo_id, author_id FROM change_request WHERE closed_at IS NULL
  UNION SELECT repo_id, merger_id FROM change_request WHERE closed_at IS NULL
  UNION SELECT repo_id, merger_id FROM merger WHERE closed_at IS NULL
  UNION SELECT repo_id, author_id FROM review WHERE closed_at IS NULL
  UNION SELECT repo_id, author_id FROM discussion WHERE closed_at IS NULL
  UNION SELECT repo_id, author_id FROM release WHERE closed_at IS NULL
) AS seen
JOIN project_repo USING (repo_id)
WHERE seen.identity_id IS NOT NULL
ORDER BY ALL
