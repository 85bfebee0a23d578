-- Stars and forks that are well below the most ever seen.
SELECT g.repo_id, g.series, g.value, g.reason, min(r.project_id) AS project_id,
  arg_min(p.name, r.project_id) AS name
FROM growth_sign AS g
JOIN project_repo AS r USING (repo_id)
JOIN project AS p USING (project_id)
WHERE g.sign = 'drop' AND g.level IN ('note', 'explain')
GROUP BY g.repo_id, g.series, g.value, g.reason
ORDER BY g.repo_id, g.series;
