-- title = "合并变更请求数"
-- question = "窗口内合并了多少变更请求，每月多少？"
-- definition = """
--   合并时间在窗口内的变更请求；平台只给出关闭时间的，以关闭时间为合并时间；按合并时间归月；
--   没有时间的不计入，条数在完整性中说明；窗口首尾两个月可能不足整月。"""
-- unit = "个"
-- version = 1
-- window = "window"
-- needs = ["change_requests|discussions"]
-- rows = ["change_request"]
-- table = "社区运营"
-- order = 14
-- grows = true
-- unknown = "平台没有给出合并时间，无法归入窗口"
WITH dated AS (
  SELECT repo_id, coalesce(merged_at, closed_at_platform) AS happened_at FROM "change_request"
  WHERE closed_at IS NULL
    AND (merged_at IS NOT NULL OR state = 'merged')
    -- what was opened later was not merged before
    AND (coalesce(merged_at, closed_at_platform) IS NOT NULL OR coalesce(created_at < $window_to, true))
), events AS (
  SELECT r.project_id, r.repo_id, d.happened_at IS NULL AS no_time,
    date_trunc('month', timezone('Asia/Shanghai', d.happened_at))::DATE AS month
  FROM dated d JOIN project_repo r ON r.repo_id = d.repo_id
  WHERE d.happened_at IS NULL OR (d.happened_at >= $window_from AND d.happened_at < $window_to)
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, month,
    count(*) FILTER (NOT no_time) AS n, count(*) FILTER (no_time) AS undated
  FROM events GROUP BY GROUPING SETS
    ((project_id), (project_id, month), (project_id, repo_id), (project_id, repo_id, month))
  HAVING grouping(month) = 1 OR month IS NOT NULL
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), cells AS (
  SELECT project_id, '' AS part, month FROM project CROSS JOIN times
  UNION ALL SELECT project_id, repo_id, month FROM project_repo CROSS JOIN times
)
SELECT c.project_id, c.part, c.part AS part_title, c.month,
  coalesce(k.n, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.n, 0)::BIGINT AS n, k.undated
FROM cells c
LEFT JOIN counted k ON k.project_id = c.project_id AND k.part = c.part
  AND k.month IS NOT DISTINCT FROM c.month
ORDER BY 1, 2, 4 NULLS FIRST
