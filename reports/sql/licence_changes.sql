SELECT c.repo_id, c.sha, c.committed_at, c.path, c.before, c.after, c.change, c.others, c.reason,
  c.list_version, c.answer_id
FROM licence_change AS c
JOIN project_repo AS r USING (repo_id)
WHERE r.project_id = $project_id
ORDER BY c.repo_id, c.committed_at NULLS FIRST, c.sha
