-- title = "有实质性行为的月数"
-- question = "窗口内有多少个月出现过人的实质性行为？"
-- definition = """
--   窗口触及的各月（Asia/Shanghai，首尾两月可能不足整月，因此一年的窗口最多触及 13 个月）中，
--   至少有一次人的实质性提交或讨论（口径与所按的时间同“活跃贡献者”，含看不到改动路径的提交）的月数；
--   只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）；n 为窗口触及的月数。"""
-- unit = "个月"
-- version = 5
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?"]
-- rows = ["commit", "issue", "comment", "discussion"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "社区运营"
-- order = 2
-- grows = false
-- unknown = "平台没有给出时间"
WITH months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), counted AS (
  SELECT project_id, count(DISTINCT month) AS months FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  coalesce(k.months, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  (SELECT count(*) FROM months) AS n
FROM project p LEFT JOIN counted k ON k.project_id = p.project_id
ORDER BY 1
