-- What hangs together: a project and its repositories and owners. Repositories of no project stand
-- alone; their licences are concluded all the same.
SELECT project_id, repo_id FROM project_repo
UNION SELECT project_id, repo_id FROM project_owner
UNION SELECT project_id, NULL FROM project
UNION SELECT NULL, repo_id FROM repo_fact
UNION SELECT NULL, repo_id FROM document
ORDER BY ALL
