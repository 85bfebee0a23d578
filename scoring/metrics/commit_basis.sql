-- title = "提交按什么判断"
-- question = "窗口内人的实质性提交，有多少是看过改动的行才归类的，有多少只看了路径？"
-- definition = """
--   窗口内人的实质性提交（口径同“实质性提交数”）中，种类由改动的行判断的百分比；分列三种各有多少次：按改动的行
--   （注释与文档字符串算文档，只改空白的不算）；至少一个文件只按路径判断（超出 [collectors] text_days 的时间、改动过大、
--   内容没能取到、符号链接与子模块）；看不到改动的路径。n 为提交数。没有提交时没有占比。"""
-- unit = "%"
-- version = 1
-- window = "window"
-- needs = ["commits!", "changes?"]
-- rows = ["commit", "commit_change"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 8
-- grows = false
-- unknown = "平台没有给出时间"
WITH made AS (
  SELECT project_id, ref,
    CASE WHEN bool_or(kind = 'commit') THEN 'unseen' WHEN bool_or(by_paths) THEN 'paths'
      ELSE 'lines' END AS part
  FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('discussion', 'change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, ref
), counted AS (
  SELECT project_id, count(*) AS total, count(*) FILTER (part = 'lines') AS lines,
    count(*) FILTER (part = 'paths') AS paths, count(*) FILTER (part = 'unseen') AS unseen
  FROM made GROUP BY project_id
), listed AS (
  SELECT p.project_id, v.part, v.part_title, coalesce(k.total, 0) AS total, coalesce(CASE v.part
    WHEN 'paths' THEN paths WHEN 'unseen' THEN unseen WHEN '' THEN total ELSE lines END, 0) AS n,
    coalesce(k.lines, 0) AS lines
  FROM project p
  CROSS JOIN (VALUES ('', ''), ('lines', '按改动的行'), ('paths', '按路径'),
    ('unseen', '看不到路径')) AS v(part, part_title)
  LEFT JOIN counted k ON k.project_id = p.project_id
)
SELECT project_id, part, part_title, NULL::DATE AS month,
  CASE WHEN total > 0 THEN round(100.0 * CASE part WHEN '' THEN lines ELSE n END / total, 2) END
    AS value,
  CASE WHEN total = 0 THEN '窗口内没有实质性提交' END AS value_text, n::BIGINT AS n
FROM listed ORDER BY 1, 2
