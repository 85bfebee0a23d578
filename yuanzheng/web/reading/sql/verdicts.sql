-- What the licences of a project's repositories came to.
SELECT r.project_id, v.verdict
FROM licence_verdict AS v
JOIN project_repo AS r USING (repo_id)
GROUP BY ALL
ORDER BY 1, 2
