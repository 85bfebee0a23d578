-- What a run came to for each of its projects, the worst first.
SELECT p.project_id, coalesce(j.name, p.project_id) AS name, p.outcome, p.as_of, p.streams,
  p.failed, p.problems
FROM run_project AS p
LEFT JOIN project AS j USING (project_id)
WHERE p.run_id = $run_id
ORDER BY CASE p.outcome WHEN 'failed' THEN 0 WHEN 'interrupted' THEN 1 WHEN 'partial' THEN 2
  ELSE 3 END, p.project_id
