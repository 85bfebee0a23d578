-- What the .mailmap of each repository says now, and to which projects it says it.
SELECT line.repo_id, line.commit_name, line.commit_email_key, line.proper_name,
  line.proper_email_key, home.projects
FROM mailmap_line AS line
JOIN (
  SELECT repo_id, list(DISTINCT project_id) AS projects FROM project_repo GROUP BY repo_id
) AS home USING (repo_id)
WHERE line.closed_at IS NULL AND line.commit_email_key IS NOT NULL
ORDER BY line.repo_id, line.line
