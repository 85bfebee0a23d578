-- title = "Issue关闭用时中位数"
-- question = "窗口内关闭的 Issue 从新开到关闭通常用几天？"
-- definition = """
--   现为关闭状态、关闭时间在窗口内且有创建时间的 Issue，从创建到关闭的天数的中位数；n 为这些 Issue 数。
--   平台不给关闭时间的不计入，条数在完整性中说明；都没有关闭时间时数值未知，窗口内没有关闭的 Issue 时没有数值。各仓库分列。"""
-- unit = "天"
-- version = 1
-- window = "window"
-- needs = ["issues|discussions"]
-- rows = ["issue"]
-- table = "社区运营"
-- order = 12
-- grows = false
-- unknown = "平台没有给出关闭时间，无法归入窗口"
WITH spans AS (
  SELECT r.project_id, i.repo_id, i.closed_at_platform IS NULL OR i.created_at IS NULL AS no_time,
    epoch(i.closed_at_platform - i.created_at) / 86400 AS days
  FROM issue i JOIN project_repo r ON r.repo_id = i.repo_id
  WHERE i.closed_at IS NULL
    AND (i.state = 'closed' OR (i.state IS NULL AND i.closed_at_platform IS NOT NULL))
    AND (i.closed_at_platform IS NULL
      OR (i.closed_at_platform >= $window_from AND i.closed_at_platform < $window_to))
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, median(days) FILTER (NOT no_time) AS days,
    count(*) FILTER (NOT no_time) AS n, count(*) FILTER (no_time) AS undated
  FROM spans GROUP BY GROUPING SETS ((project_id), (project_id, repo_id))
), cells AS (
  SELECT project_id, '' AS part FROM project
  UNION ALL SELECT project_id, repo_id FROM project_repo
)
SELECT c.project_id, c.part, c.part AS part_title, NULL::DATE AS month,
  round(k.days, 2) AS value,
  CASE WHEN coalesce(k.n, 0) = 0 AND coalesce(k.undated, 0) = 0 THEN '窗口内没有关闭的 Issue' END AS value_text,
  coalesce(k.n, 0) AS n, k.undated
FROM cells c LEFT JOIN counted k ON k.project_id = c.project_id AND k.part = c.part
ORDER BY 1, 2
