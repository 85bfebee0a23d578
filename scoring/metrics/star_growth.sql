-- title = "星标增长（仍持有的星标）"
-- question = "窗口内新增、至采集时仍持有的星标按月有多少？"
-- definition = """
--   窗口内给出、到最近一次采集时仍持有的星标，按平台给出的日期归月；后来取消的星标不在其中，
--   因此旧月份的数字会下降，它不是“当月新增”的完整记录。有星标历史的仓库用历史，没有的用公开星标名单的时间。
--   日期界线以平台为准，名单时间按 Asia/Shanghai；窗口首尾两个月可能不足整月。"""
-- unit = "个"
-- version = 1
-- window = "window"
-- needs = ["star_history|stargazers"]
-- rows = ["star_day", "stargazer"]
-- kinds = ["repository"]
-- table = "星标数与Fork数"
-- order = 7
-- grows = true
-- unknown = "平台没有给出星标的日期"
WITH days AS (
  SELECT repo_id, day, stars FROM star_day WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, timezone('Asia/Shanghai', starred_at)::DATE, count(*) FROM stargazer
  WHERE closed_at IS NULL AND repo_id NOT IN (SELECT repo_id FROM star_day) GROUP BY 1, 2
), held AS (
  SELECT r.project_id, r.repo_id, date_trunc('month', d.day)::DATE AS month,
    d.stars, d.day IS NULL AS no_day
  FROM days d JOIN project_repo r ON r.repo_id = d.repo_id
  WHERE r.kind = 'repository' AND (d.day IS NULL OR
    (d.day >= timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)::DATE
      AND d.day < timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ)::DATE))
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, month,
    coalesce(sum(stars) FILTER (NOT no_day), 0) AS stars, sum(stars) FILTER (no_day) AS undated
  FROM held GROUP BY GROUPING SETS
    ((project_id), (project_id, repo_id), (project_id, month), (project_id, repo_id, month))
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
  UNION ALL
  SELECT project_id, repo_id, month FROM project_repo CROSS JOIN times
  WHERE kind = 'repository'
)
SELECT c.project_id, c.part, c.part AS part_title, c.month,
  coalesce(k.stars, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.stars, 0)::BIGINT AS n, k.undated::BIGINT AS undated
FROM cells c
LEFT JOIN counted k ON k.project_id = c.project_id AND k.part = c.part
  AND k.month IS NOT DISTINCT FROM c.month
ORDER BY 1, 2, 4 NULLS FIRST
