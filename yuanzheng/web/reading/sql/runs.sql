-- What the program did, the latest first.
SELECT r.run_id, r.command, r.due_at, r.started_at, r.finished_at, r.outcome, r.as_of, r.attempts,
  r.requests, r.not_modified, r.rows_added, r.problems, count(p.project_id) AS projects,
  count(*) FILTER (p.outcome = 'complete') AS whole
FROM run AS r
LEFT JOIN run_project AS p USING (run_id)
WHERE $run_id IS NULL OR r.run_id = $run_id
GROUP BY ALL
ORDER BY r.started_at DESC, r.run_id DESC
LIMIT $most
