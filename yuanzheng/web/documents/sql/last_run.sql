-- The run that ended last.
SELECT r.outcome, r.finished_at, r.requests,
  (SELECT sum(p.failed)::BIGINT FROM run_project AS p WHERE p.run_id = r.run_id) AS failed
FROM run AS r
WHERE r.finished_at IS NOT NULL AND r.outcome IS NOT NULL
ORDER BY r.finished_at DESC, r.run_id DESC
LIMIT 1
