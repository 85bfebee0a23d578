-- What owners ($owners) were ever found to have, each once, the earliest first. `first_name` is the
-- name it was found by: its rows stand under that name, whatever it is called later.
SELECT repo_id AS owner_id, kind, platform_id,
  arg_max(full_name, (observed_at, closed_at IS NULL)) AS full_name,
  arg_min(full_name, (observed_at, closed_at IS NULL)) AS first_name,
  arg_max(coalesce(is_fork, false), (observed_at, closed_at IS NULL)) AS is_fork,
  bool_or(closed_at IS NULL) AS listed
FROM owner_repo
WHERE list_contains($owners::TEXT[], repo_id)
GROUP BY repo_id, kind, platform_id
ORDER BY min(observed_at), first_name, platform_id
