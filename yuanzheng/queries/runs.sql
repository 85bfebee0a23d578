SELECT * FROM (
  SELECT run_id, command, due_at, started_at, finished_at, outcome, as_of, attempts, requests,
    not_modified, rows_added, problems
  FROM run
  WHERE $ids::TEXT[] IS NULL OR run_id IN (
    SELECT run_id FROM run_project WHERE list_contains($ids::TEXT[], project_id)
  )
  ORDER BY started_at DESC, run_id DESC LIMIT $last
) ORDER BY started_at, run_id
