SELECT v.repo_id, v.declared, v.concluded, v.osi, v.fsf, v.in_repository, v.in_documents,
  v.agreement, v.verdict, v.reason, v.list_version
FROM licence_verdict AS v
JOIN project_repo AS r USING (repo_id)
WHERE r.project_id = $project_id
ORDER BY v.repo_id
