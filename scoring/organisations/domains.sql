-- Domains people of a project write from.
SELECT DISTINCT signed.project_id, identity.email_domain AS domain
FROM (
  SELECT project_id, author_id AS identity_id FROM commit JOIN project_repo USING (repo_id)
  WHERE commit.closed_at IS NULL
  UNION
  SELECT project_id, unnest(coauthor_ids) FROM commit JOIN project_repo USING (repo_id)
  WHERE commit.closed_at IS NULL
) AS signed
JOIN identity USING (identity_id)
WHERE identity.closed_at IS NULL AND identity.email_domain IS NOT NULL
ORDER BY ALL
