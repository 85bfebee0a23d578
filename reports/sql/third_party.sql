SELECT r.project_id, t.repo_id, t.origin, t.ecosystem, t.name, t.version, t.purl, t.scope, t.place, t.path,
  t.licence, t.licence_source, t.licence_written, t.is_open, t.compatible, t.advice, t.named,
  t.named_path, t.named_line, t.answer_id, t.level, t.chain
FROM third_party AS t
JOIN project_repo AS r USING (repo_id)
WHERE list_contains($ids::TEXT[], r.project_id)
ORDER BY r.project_id, t.repo_id, t.origin, t.ecosystem NULLS LAST, t.name, t.version NULLS FIRST, t.purl, t.path
