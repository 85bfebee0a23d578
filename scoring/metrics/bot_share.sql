-- title = "机器人行为占比"
-- question = "窗口内的实质性行为中，机器人占多少？"
-- definition = """
--   窗口内形式上具实质性的代码、文档、讨论行为中，作者为机器人的百分比：合计为确定与疑似两类，分列各类与作者无法辨认者；
--   n 为该类行为数。它们都不计入活跃贡献者。没有任何行为时没有占比。"""
-- unit = "%"
-- version = 1
-- window = "window"
-- needs = ["commits", "issues|discussions", "issue_comments|discussions", "change_request_comments?"]
-- rows = ["commit", "issue", "comment"]
-- table = "活跃贡献者"
-- order = 11
-- grows = false
-- unknown = "平台没有给出时间"
WITH counted AS (
  SELECT project_id, count(*) AS acts, count(*) FILTER (bot = 'certain') AS certain,
    count(*) FILTER (bot = 'likely') AS likely, count(*) FILTER (bot = 'unknown') AS unknown
  FROM act
  WHERE excluded IS NULL AND kind IN ('code', 'docs', 'discussion')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id
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
