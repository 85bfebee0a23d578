-- title = "机器人行为占比"
-- question = "窗口内的实质性行为中，机器人占多少？"
-- definition = """
--   窗口内形式上具实质性的提交与讨论行为中，作者为机器人的百分比：合计为确定与疑似两类，分列各类与作者无法辨认者；
--   分子与分母都是行为数，每个行为只按其作者算一次，共同署名者（人或 AI 工具）不计；既改代码（含测试、构建与 CI、数据）又改文档的提交是两个行为，
--   看不到改动路径的提交是一个；只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）。n 为该类行为数。它们都不计入活跃贡献者。没有任何行为时没有占比。"""
-- unit = "%"
-- version = 5
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 11
-- grows = false
-- unknown = "平台没有给出时间"
WITH done AS (
  SELECT DISTINCT project_id, repo_id, ref, CASE WHEN kind = 'discussion' THEN bot END AS bot,
    CASE WHEN kind IN ('docs', 'commit', 'discussion') THEN kind ELSE 'code' END AS kind
  FROM act
  WHERE excluded IS NULL AND kind NOT IN ('change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
), authored AS (
  SELECT d.project_id,
    CASE WHEN d.kind = 'discussion' THEN d.bot ELSE coalesce(a.bot, 'unknown') END AS bot
  FROM done d
  LEFT JOIN "commit" c ON d.kind <> 'discussion' AND c.repo_id = d.repo_id AND c.sha = d.ref
    AND c.closed_at IS NULL
  LEFT JOIN person_alias a ON a.identity_id = c.author_id
), counted AS (
  SELECT project_id, count(*) AS acts, count(*) FILTER (bot = 'certain') AS certain,
    count(*) FILTER (bot = 'likely') AS likely, count(*) FILTER (bot = 'unknown') AS unknown
  FROM authored GROUP BY project_id
), listed AS (
  SELECT p.project_id, v.part, v.part_title, coalesce(k.acts, 0) AS acts, coalesce(CASE v.part
    WHEN 'certain' THEN certain WHEN 'likely' THEN likely WHEN 'unknown' THEN unknown
    ELSE certain + likely END, 0) AS n
  FROM project p
  CROSS JOIN (VALUES ('', ''), ('certain', '确定为机器人'), ('likely', '疑似机器人'),
    ('unknown', '作者无法辨认')) AS v(part, part_title)
  LEFT JOIN counted k ON k.project_id = p.project_id
)
SELECT project_id, part, part_title, NULL::DATE AS month,
  CASE WHEN acts > 0 THEN round(100.0 * n / acts, 2) END AS value,
  CASE WHEN acts = 0 THEN '窗口内没有行为' END AS value_text, n
FROM listed ORDER BY 1, 2
