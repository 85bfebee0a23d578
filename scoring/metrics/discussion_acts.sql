-- title = "实质性讨论数"
-- question = "窗口内人所作的实质性 Issue 讨论有多少，每月多少？"
-- definition = """
--   窗口内由人（不含确定和疑似机器人、不含无法辨认的作者）所作的实质性讨论：新开 Issue 或讨论
--   （标题至多一个词、正文又空着或只有没填的模板的除外），或不只是命令、表情、致谢（含只说已解决并致谢）的评论；未计入的条数见“未计入的行为”。各仓库分列；
--   按 Asia/Shanghai 归月；窗口首尾两个月可能不足整月。"""
-- unit = "次"
-- version = 4
-- window = "window"
-- needs = ["issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?"]
-- rows = ["issue", "comment", "discussion"]
-- dated = ["issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 4
-- grows = true
-- unknown = "平台没有给出时间"
-- [unnamed]
-- "" = "discussion"
WITH acts AS (
  SELECT project_id, repo_id, kind, month, ref FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL AND kind IN ('discussion')
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
