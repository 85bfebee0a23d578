-- title = "变更请求评审数"
-- question = "窗口内人对变更请求作了多少次评审，每月多少？"
-- definition = """
--   窗口内由人（不含确定和疑似机器人、不含无法辨认的作者）对变更请求所作的实质性评审意见：对改动行的评论，
--   以及提交的评审中表示批准、要求修改（含后来撤销的）或写有意见的；只装着行评论、自身没有文字的评审不另计；
--   各仓库分列；按 Asia/Shanghai 归月；窗口首尾两个月可能不足整月。"""
-- unit = "次"
-- version = 2
-- window = "window"
-- needs = ["change_request_comments|discussions", "reviews?"]
-- rows = ["comment", "review"]
-- dated = ["comment", "review"]
-- table = "活跃贡献者"
-- order = 5
-- grows = true
-- unknown = "平台没有给出时间"
WITH acts AS (
  SELECT project_id, repo_id, kind, month, ref FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL AND kind IN ('review')
    AND happened_at >= $window_from AND happened_at < $window_to
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, month, count(*) AS n
  FROM acts GROUP BY GROUPING SETS
    ((project_id), (project_id, month), (project_id, repo_id), (project_id, repo_id, month))
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), parts AS (
  SELECT project_id, '' AS part, '' AS part_title FROM project
  UNION ALL SELECT project_id, repo_id, repo_id FROM project_repo
)
SELECT p.project_id, p.part, p.part_title, t.month,
  coalesce(k.n, 0)::DOUBLE AS value, NULL::TEXT AS value_text, coalesce(k.n, 0)::BIGINT AS n
FROM parts p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
  AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
