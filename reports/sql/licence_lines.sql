SELECT r.project_id, l.repo_id, l.place, l.path, l.line, l.expression, l.status, l.osi, l.fsf, l.similarity,
  l.excerpt, l.list_version, l.answer_id
FROM licence_finding AS l
JOIN project_repo AS r USING (repo_id)
WHERE list_contains($ids::TEXT[], r.project_id)
ORDER BY r.project_id, l.repo_id, l.place, l.path NULLS FIRST, l.line NULLS FIRST, l.expression, l.excerpt
