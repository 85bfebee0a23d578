-- Rows that projects had when they were last published and that are gone by now: by repository,
-- how many there were, how many are gone, and whether the platform says that these are all.
-- $ids and $since: projects, and until when each was last fit to be published.
WITH meant AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($since::TIMESTAMPTZ[]) AS since
),
place AS (SELECT DISTINCT project_id, repo_id, since FROM meant JOIN project_repo USING (project_id)),
was AS (
  SELECT place.project_id, t.repo_id, t.key, t.closed_at, t.answer_id
  FROM {table} AS t JOIN place USING (repo_id)
  WHERE t.observed_at <= place.since AND (t.closed_at IS NULL OR t.closed_at > place.since)
),
gone AS (
  SELECT w.project_id, w.repo_id, w.key, a.stream
  FROM was AS w LEFT JOIN answer AS a USING (answer_id)
  WHERE w.closed_at IS NOT NULL AND NOT EXISTS (
    FROM {table} AS now
    WHERE now.repo_id = w.repo_id AND now.key = w.key AND now.closed_at IS NULL
  )
),
had AS (SELECT project_id, repo_id, count(*) AS rows FROM was GROUP BY ALL),
lost AS (
  SELECT project_id, repo_id, stream, count(DISTINCT key) AS rows FROM gone GROUP BY ALL
)
SELECT lost.project_id, lost.repo_id, had.rows AS had, lost.rows AS lost,
  coalesce(s.code IN ('disabled', 'empty') OR (s.grade = 'complete' AND s.got >= s.expected), false)
    AS said
FROM lost
JOIN had USING (project_id, repo_id)
LEFT JOIN stream_state AS s ON s.repo_id = lost.repo_id AND s.stream = lost.stream
ORDER BY ALL
