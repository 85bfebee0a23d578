SELECT r.project_id, v.repo_id, v.declared, v.concluded, v.osi, v.fsf, v.in_repository, v.in_documents,
  v.agreement, v.verdict, v.reason, v.list_version
FROM licence_verdict AS v
JOIN project_repo AS r USING (repo_id)
WHERE list_contains($ids::TEXT[], r.project_id)
ORDER BY r.project_id, v.repo_id
