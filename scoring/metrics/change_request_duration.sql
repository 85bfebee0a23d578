-- title = "变更请求用时"
-- question = "窗口内合并的变更请求从新开到合并通常用几天，没有合并就关闭的呢？"
-- definition = """
--   CHAOSS Change Requests Duration。合并时间在窗口内的变更请求，从新开到合并的天数，取中位数与 90 百分位（线性插值）；
--   “未合并而关闭”是关闭时间在窗口内、没有合并的，从新开到关闭的中位数。平台只给出关闭时间的，以关闭时间为合并时间。
--   截止时刻仍未关闭的（其后才关闭的也在内）没有用时，不计入，只列出个数与至截止时刻已开天数的中位数：这样的越多、越久，上面的数字越偏小。
--   n 为个数。按合并或关闭的月份归月。没有时间的不计入，条数在完整性中说明。各仓库分列。"""
-- unit = "天"
-- version = 3
-- window = "window"
-- needs = ["change_requests|discussions"]
-- rows = ["change_request"]
-- table = "社区运营"
-- order = 44
-- grows = false
-- unknown = "平台没有给出合并或关闭时间，无法归入窗口"
WITH ended AS (
  SELECT r.project_id, c.repo_id, c.created_at, c.observed_at,
    CASE WHEN c.state = 'merged' OR c.merged_at IS NOT NULL THEN 'merged' WHEN c.state = 'open' THEN 'open'
      ELSE 'closed' END AS fate,
    CASE WHEN c.state <> 'open' THEN coalesce(c.merged_at, c.closed_at_platform) END AS ended_at
  FROM "change_request" c JOIN project_repo r ON r.repo_id = c.repo_id WHERE c.closed_at IS NULL
), spans AS (
  SELECT project_id, repo_id, fate, ended_at IS NULL OR created_at IS NULL AS unplaced,
    date_trunc('month', timezone('Asia/Shanghai', ended_at))::DATE AS month,
    epoch(ended_at - created_at) / 86400 AS days
  FROM ended
  WHERE fate <> 'open'
    -- what was opened later did not end before
    AND ((ended_at IS NULL AND coalesce(created_at < $window_to, true))
      OR (ended_at >= $window_from AND ended_at < $window_to))
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS place, fate, month,
    quantile_cont(days, 0.5) FILTER (NOT unplaced) AS middle,
    quantile_cont(days, 0.9) FILTER (NOT unplaced) AS late,
    count(*) FILTER (NOT unplaced) AS n, count(*) FILTER (unplaced) AS undated
  FROM spans
  GROUP BY GROUPING SETS ((project_id, fate), (project_id, repo_id, fate), (project_id, fate, month))
  HAVING grouping(month) = 1 OR month IS NOT NULL
), waiting AS (
  SELECT project_id, count(*) FILTER (waits) AS n, count(*) FILTER (NOT waits) AS undated,
    quantile_cont(epoch($window_to::TIMESTAMPTZ - created_at) / 86400, 0.5) FILTER (waits) AS days
  FROM (SELECT *, fate = 'open' OR coalesce(ended_at >= $window_to, false) AS is_open,
    is_open AND created_at IS NOT NULL AS waits FROM ended)
  -- what was first seen ended after the instant, nobody says since when, may have been open at it
  WHERE (is_open OR (ended_at IS NULL AND observed_at > $window_to))
    AND coalesce(created_at < $window_to, true)
  GROUP BY project_id
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), cells AS (
  SELECT p.project_id, '' AS place, v.part, v.part_title, v.fate, t.month FROM project p CROSS JOIN times t
  CROSS JOIN (VALUES ('', '', 'merged'), ('p90', '90 百分位', 'merged'), ('closed', '未合并而关闭', 'closed')) AS v(part, part_title, fate)
  UNION ALL
  SELECT project_id, repo_id, repo_id, repo_id, 'merged', NULL FROM project_repo
)
SELECT c.project_id, c.part, c.part_title, c.month,
  CASE WHEN c.part = 'p90' THEN k.late ELSE k.middle END AS value,
  CASE WHEN coalesce(k.n, 0) = 0 AND coalesce(k.undated, 0) = 0 THEN
    CASE c.fate WHEN 'merged' THEN '没有合并的变更请求' ELSE '没有未合并而关闭的变更请求' END END AS value_text,
  coalesce(k.n, 0) AS n, coalesce(k.undated, 0) AS undated
FROM cells c LEFT JOIN counted k ON k.project_id = c.project_id AND k.place = c.place AND k.fate = c.fate
  AND k.month IS NOT DISTINCT FROM c.month
UNION ALL
SELECT p.project_id, 'open', '仍未关闭（已开天数）', NULL, w.days,
  CASE WHEN w.project_id IS NULL THEN '没有仍未关闭的变更请求' END, coalesce(w.n, 0), coalesce(w.undated, 0)
FROM project p LEFT JOIN waiting w ON w.project_id = p.project_id
ORDER BY 1, 2, 4 NULLS FIRST
