SELECT r.project_id, c.repo_id, c.sha, c.committed_at, c.path, c.before, c.after, c.change, c.others, c.reason,
  c.list_version, c.answer_id
FROM licence_change AS c
JOIN project_repo AS r USING (repo_id)
WHERE list_contains($ids::TEXT[], r.project_id)
ORDER BY r.project_id, c.repo_id, c.committed_at NULLS FIRST, c.sha
