SELECT run_id, command, started_at, finished_at, outcome, requests, rows_added, problems
FROM run ORDER BY started_at DESC, run_id DESC
