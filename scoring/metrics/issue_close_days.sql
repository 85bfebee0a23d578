-- title = "Issue关闭用时中位数"
-- question = "窗口内关闭的 Issue 从新开到关闭通常用几天？"
-- definition = """
--   CHAOSS Issue Resolution Duration。现为关闭状态、关闭时间在窗口内且有创建时间的 Issue，从创建到关闭的天数的中位数，
--   另列 90 百分位（都为线性插值）；n 为这些 Issue 数。按关闭的月份归月，首尾两个月可能不足整月。
--   截止时刻仍未关闭的（其后才关闭的也在内）没有用时，不计入，只列出个数与至截止时刻已开天数的中位数：这样的越多、越久，上面的数字越偏小。
--   平台不给关闭时间的不计入，条数在完整性中说明；都没有关闭时间时数值未知，窗口内没有关闭的 Issue 时没有数值。各仓库分列。"""
-- unit = "天"
-- version = 4
-- window = "window"
-- needs = ["issues|discussions"]
-- rows = ["issue"]
-- table = "社区运营"
-- order = 12
-- grows = false
-- unknown = "平台没有给出关闭时间，无法归入窗口"
WITH spans AS (
  SELECT r.project_id, i.repo_id, i.closed_at_platform IS NULL OR i.created_at IS NULL AS no_time,
    date_trunc('month', timezone('Asia/Shanghai', i.closed_at_platform))::DATE AS month,
    epoch(i.closed_at_platform - i.created_at) / 86400 AS days
  FROM issue i JOIN project_repo r ON r.repo_id = i.repo_id
  WHERE i.closed_at IS NULL
    AND (i.state = 'closed' OR (i.state IS NULL AND i.closed_at_platform IS NOT NULL))
    -- what was opened later was not closed before
    AND ((i.closed_at_platform IS NULL AND coalesce(i.created_at < $window_to, true))
      OR (i.closed_at_platform >= $window_from AND i.closed_at_platform < $window_to))
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS place, month,
    quantile_cont(days, 0.5) FILTER (NOT no_time) AS middle,
    quantile_cont(days, 0.9) FILTER (NOT no_time) AS late,
    count(*) FILTER (NOT no_time) AS n, count(*) FILTER (no_time) AS undated
  FROM spans GROUP BY GROUPING SETS ((project_id), (project_id, repo_id), (project_id, month))
  HAVING grouping(month) = 1 OR month IS NOT NULL
), waiting AS (
  SELECT r.project_id, count(*) FILTER (i.waits) AS n, count(*) FILTER (NOT i.waits) AS undated,
    quantile_cont(epoch($window_to::TIMESTAMPTZ - i.created_at) / 86400, 0.5) FILTER (i.waits) AS days
  FROM (SELECT *, state = 'open' OR coalesce(closed_at_platform >= $window_to, false) AS is_open,
      is_open AND created_at IS NOT NULL AS waits FROM issue) i
  JOIN project_repo r ON r.repo_id = i.repo_id
  WHERE i.closed_at IS NULL AND coalesce(i.created_at < $window_to, true)
    -- what was first seen closed after the instant, nobody says since when, may have been open at it
    AND (i.is_open OR (i.state = 'closed' AND i.closed_at_platform IS NULL AND i.observed_at > $window_to))
  GROUP BY r.project_id
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), cells AS (
  SELECT p.project_id, '' AS place, v.part, v.part_title, t.month FROM project p CROSS JOIN times t
  CROSS JOIN (VALUES ('', ''), ('p90', '90 百分位')) AS v(part, part_title)
  UNION ALL
  SELECT project_id, repo_id, repo_id, repo_id, NULL FROM project_repo
)
SELECT c.project_id, c.part, c.part_title, c.month,
  CASE WHEN c.part = 'p90' THEN k.late ELSE k.middle END AS value,
  CASE WHEN coalesce(k.n, 0) = 0 AND coalesce(k.undated, 0) = 0 THEN '窗口内没有关闭的 Issue' END AS value_text,
  coalesce(k.n, 0) AS n, coalesce(k.undated, 0) AS undated
FROM cells c LEFT JOIN counted k ON k.project_id = c.project_id AND k.place = c.place
  AND k.month IS NOT DISTINCT FROM c.month
UNION ALL
SELECT p.project_id, 'open', '仍未关闭（已开天数）', NULL, w.days,
  CASE WHEN w.project_id IS NULL THEN '没有仍未关闭的 Issue' END, coalesce(w.n, 0), coalesce(w.undated, 0)
FROM project p LEFT JOIN waiting w ON w.project_id = p.project_id
ORDER BY 1, 2, 4 NULLS FIRST
