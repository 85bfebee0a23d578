-- Configured projects whose last run that came to an end left something undone.
SELECT r.project_id, p.name, r.outcome, r.problems
FROM run_project AS r
JOIN run USING (run_id)
JOIN project AS p USING (project_id)
WHERE list_contains($projects, r.project_id) AND r.outcome IS NOT NULL
  AND r.outcome <> 'interrupted'
QUALIFY row_number() OVER (PARTITION BY r.project_id ORDER BY run.started_at DESC, run_id DESC) = 1
  AND r.outcome <> 'complete'
ORDER BY r.project_id;
