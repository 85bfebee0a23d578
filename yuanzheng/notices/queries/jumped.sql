-- Bursts of late that nothing seen beside them explains.
SELECT g.repo_id, g.series, g.from_day, g.to_day, g.n, g.usual, min(r.project_id) AS project_id,
  arg_min(p.name, r.project_id) AS name
FROM growth_burst AS g
JOIN project_repo AS r USING (repo_id)
JOIN project AS p USING (project_id)
WHERE g.what = 'burst' AND g.explained IN ('none', 'unknown') AND g.to_day >= $fresh::DATE
GROUP BY g.repo_id, g.series, g.from_day, g.to_day, g.n, g.usual
ORDER BY g.repo_id, g.series, g.from_day;
