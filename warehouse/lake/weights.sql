-- How many rows there are of each repository that hangs together with something.
SELECT repo_id, count(*) AS n
FROM (
  SELECT repo_id FROM "commit" UNION ALL SELECT repo_id FROM comment UNION ALL
  SELECT repo_id FROM issue UNION ALL SELECT repo_id FROM change_request UNION ALL
  SELECT repo_id FROM review UNION ALL SELECT repo_id FROM star_day UNION ALL
  SELECT repo_id FROM stargazer UNION ALL SELECT repo_id FROM "fork" UNION ALL
  SELECT repo_id FROM document UNION ALL SELECT repo_id FROM package_use
)
SEMI JOIN (
  SELECT repo_id FROM project_repo UNION SELECT repo_id FROM project_owner
  UNION SELECT repo_id FROM repo_fact UNION SELECT repo_id FROM document
) USING (repo_id)
GROUP BY repo_id
