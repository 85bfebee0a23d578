-- title = "星标历史与星标数之差"
-- question = "按日期给出的星标加起来，与平台显示的星标数差多少？"
-- definition = """
--   至截止时刻按日期给出、仍持有的星标之和，减去截止时刻之前最近一次观测到的星标数；不为零说明历史有缺漏、
--   有星标没有日期，或两者采集时刻不同；n 为按日期给出的星标之和。各仓库分列，整体为各仓库之和。"""
-- unit = "个"
-- version = 1
-- window = "none"
-- needs = ["star_history|stargazers", "repository"]
-- rows = ["star_day", "stargazer", "count_snapshot:stars"]
-- kinds = ["repository"]
-- table = "星标数与Fork数"
-- order = 9
-- grows = false
-- standing = true
-- unknown = "星标历史与星标数没有同时观测到，无法核对"
WITH dated AS (
  SELECT repo_id, sum(stars)::BIGINT AS stars FROM star_day
  WHERE closed_at IS NULL AND day < timezone('Asia/Shanghai', $as_of::TIMESTAMPTZ)::DATE
  GROUP BY repo_id
  UNION ALL
  SELECT repo_id, count(*) FROM stargazer
  WHERE closed_at IS NULL AND starred_at < $as_of
    AND repo_id NOT IN (SELECT repo_id FROM star_day)
  GROUP BY repo_id
), asked AS (
  SELECT DISTINCT repo_id FROM stream_state
  WHERE stream IN ('star_history', 'stargazers') AND grade <> 'not_observable'
), shown AS (
  SELECT repo_id, value FROM count_snapshot
  WHERE name = 'stars' AND observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)
), listed AS (
  SELECT r.project_id, r.repo_id, CASE WHEN s.value IS NOT NULL AND a.repo_id IS NOT NULL
    THEN coalesce(d.stars, 0) END AS history, s.value AS count
  FROM project_repo r
  LEFT JOIN dated d ON d.repo_id = r.repo_id
  LEFT JOIN asked a ON a.repo_id = r.repo_id
  LEFT JOIN shown s ON s.repo_id = r.repo_id
  WHERE r.kind = 'repository'
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  sum(l.history - l.count)::DOUBLE AS value, NULL::TEXT AS value_text,
  sum(l.history)::BIGINT AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, (history - count)::DOUBLE, NULL, history FROM listed
ORDER BY 1, 2
