-- What happened to each repository day by day, up to `as_of`. Likes of the Hub have no history but
-- our own snapshots: a rise is dated by the day it was seen.
CREATE OR REPLACE TEMP TABLE growth_event AS
WITH told AS (
  SELECT repo_id, 'stars' AS kind, day, stars AS n FROM star_day WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, 'stars', timezone('Asia/Shanghai', starred_at)::DATE, 1 FROM stargazer
  WHERE closed_at IS NULL AND starred_at < $as_of AND repo_id NOT IN (SELECT repo_id FROM star_day)
  UNION ALL
  SELECT repo_id, 'stars', timezone('Asia/Shanghai', observed_at)::DATE, rise FROM (
    SELECT repo_id, observed_at,
      value - lag(value) OVER (PARTITION BY repo_id ORDER BY observed_at) AS rise
    FROM count_snapshot WHERE name = 'likes' AND value IS NOT NULL AND observed_at <= $as_of)
  WHERE rise > 0
  UNION ALL
  SELECT repo_id, 'forks', timezone('Asia/Shanghai', created_at)::DATE, 1 FROM "fork"
  WHERE closed_at IS NULL AND created_at < $as_of
  UNION ALL
  SELECT repo_id, 'issues', timezone('Asia/Shanghai', created_at)::DATE, 1 FROM issue
  WHERE closed_at IS NULL AND created_at < $as_of
  UNION ALL
  SELECT repo_id, 'change_requests', timezone('Asia/Shanghai', created_at)::DATE, 1
  FROM change_request WHERE closed_at IS NULL AND created_at < $as_of
  UNION ALL
  SELECT repo_id, 'releases',
    timezone('Asia/Shanghai', coalesce(published_at, created_at))::DATE, 1
  FROM release WHERE closed_at IS NULL AND is_draft IS NOT TRUE
    AND coalesce(published_at, created_at) < $as_of
  UNION ALL
  SELECT repo_id, 'commits', timezone('Asia/Shanghai', committed_at)::DATE, 1 FROM "commit"
  WHERE closed_at IS NULL AND parents < 2 AND committed_at < $as_of
  UNION ALL
  SELECT repo_id, 'visitors', day, uniques FROM traffic_day
  WHERE closed_at IS NULL AND kind = 'views'
)
SELECT t.repo_id, t.kind, t.day, sum(t.n)::BIGINT AS n
FROM told t
WHERE t.day < timezone('Asia/Shanghai', $as_of::TIMESTAMPTZ)::DATE AND t.n > 0
  AND t.repo_id IN (SELECT repo_id FROM project_repo)
GROUP BY t.repo_id, t.kind, t.day;

-- Which of these can be seen at all: of what was never asked nothing follows. `whole`: read in
-- full, or lacking so little of what the platform counts that nothing hangs on it.
CREATE OR REPLACE TEMP TABLE growth_known AS
WITH shown AS (
  SELECT repo_id, name AS kind, value FROM count_snapshot
  WHERE name IN ('stars', 'forks') AND observed_at <= $as_of
    AND (closed_at IS NULL OR closed_at > $as_of)
), dated AS (
  SELECT repo_id, kind, sum(n) AS n FROM growth_event GROUP BY repo_id, kind
)
SELECT s.repo_id, k.kind,
  bool_or(coalesce(s.grade = 'complete' OR s.got >= $whole_share * s.expected
    OR d.n >= $whole_share * c.value, false)) AS whole
FROM stream_state s JOIN (VALUES ('star_history', 'stars'), ('stargazers', 'stars'),
  ('forks', 'forks'), ('issues', 'issues'), ('change_requests', 'change_requests'),
  ('releases', 'releases'), ('commits', 'commits'), ('traffic_views', 'visitors')
) AS k(stream, kind) ON k.stream = s.stream
LEFT JOIN shown c ON c.repo_id = s.repo_id AND c.kind = k.kind
LEFT JOIN dated d ON d.repo_id = s.repo_id AND d.kind = k.kind
WHERE s.grade <> 'not_observable' GROUP BY s.repo_id, k.kind;

-- Publication: creation on the platform, or the first star still held where that came later, as
-- of what was made in private.
CREATE OR REPLACE TEMP TABLE growth_begin AS
WITH made AS (
  SELECT repo_id, arg_max(timezone('Asia/Shanghai', created_at)::DATE, observed_at) AS day
  FROM repo_fact WHERE closed_at IS NULL AND created_at IS NOT NULL GROUP BY repo_id
), first AS (
  SELECT repo_id, kind AS series, min(day) AS day FROM growth_event
  WHERE kind IN ('stars', 'forks') GROUP BY repo_id, kind
)
SELECT f.repo_id, f.series, f.day AS first_day,
  greatest(m.day, min(f.day) OVER (PARTITION BY f.repo_id)) AS published
FROM first f LEFT JOIN made m ON m.repo_id = f.repo_id;

CREATE OR REPLACE TEMP TABLE growth_source AS
SELECT repo_id, kind AS series, whole FROM growth_known WHERE kind IN ('stars', 'forks')
UNION ALL
SELECT DISTINCT repo_id, 'stars', true FROM count_snapshot
WHERE name = 'likes' AND observed_at <= $as_of;
