-- What each project is made of: repositories, and the organisations and users it was named by.
SELECT project_id, repo_id FROM project_repo
UNION
SELECT project_id, repo_id FROM project_owner
ORDER BY project_id, repo_id
