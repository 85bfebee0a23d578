-- Domains people of a project have written from before $as_of.
WITH signed AS (
  SELECT
    project_id, author_id, coauthor_ids,
    -- as in scoring/acts
    CASE
      WHEN authored_at <= committed_at + INTERVAL 1 DAY OR committed_at IS NULL THEN authored_at
      ELSE committed_at
    END AS moment
  FROM commit JOIN project_repo USING (repo_id)
  WHERE commit.closed_at IS NULL
)
SELECT DISTINCT signature.project_id, identity.email_domain AS domain
FROM (
  SELECT project_id, author_id AS identity_id FROM signed WHERE moment < $as_of
  UNION
  SELECT project_id, unnest(coauthor_ids) FROM signed WHERE moment < $as_of
) AS signature
JOIN identity USING (identity_id)
WHERE identity.closed_at IS NULL AND identity.email_domain IS NOT NULL
ORDER BY ALL
