-- Whether any row was closed after the figure's instant: seldom, for the instant shown last.
SELECT 1 AS found
FROM "{table}" AS t
WHERE t.repo_id IN ({repos}) AND t.closed_at > $as_of
LIMIT 1
