-- title = "提交份额"
-- question = "提交最多的人各占实质性提交的多少？"
-- definition = """
--   窗口内人的实质性提交（口径同“实质性提交数”）中，提交最多的五人各占的百分比；整体为提交最多者的份额，
--   n 为各人的提交数（整体为全部提交数）。次数相同时按编号排列。
--   共同署名的提交每人各算一次，各人份额之和因此可以超过 100%。只有能证明是同一人的署名与账号才合并（.mailmap、平台账号、免回复地址中的账号、申报单位的声明、邮箱，同一项目内的姓名全称及其不同写法、少见的登录名），跨平台而没有证据的不合并，
--   所以采集完整时最多者的份额是下限。看不到改动路径的提交计入，只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）。申报单位的人员名单由申报单位提供。"""
-- unit = "%"
-- version = 4
-- window = "window"
-- needs = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "mailmap_line", "account_link"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 7
-- grows = false
-- unknown = "平台没有给出时间"
WITH made AS (
  SELECT DISTINCT project_id, person_id, ref FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('discussion', 'change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
), totals AS (
  SELECT project_id, count(DISTINCT ref) AS total FROM made GROUP BY project_id
), ranked AS (
  SELECT m.project_id, m.person_id, count(*) AS n, any_value(t.total) AS total,
    row_number() OVER (PARTITION BY m.project_id ORDER BY count(*) DESC, m.person_id) AS place
  FROM made m JOIN totals t ON t.project_id = m.project_id
  GROUP BY m.project_id, m.person_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  round(100.0 * r.n / r.total, 2) AS value,
  CASE WHEN r.n IS NULL THEN '窗口内没有实质性提交' END AS value_text,
  coalesce(r.total, 0)::BIGINT AS n
FROM project p LEFT JOIN ranked r ON r.project_id = p.project_id AND r.place = 1
UNION ALL
SELECT r.project_id, r.place::TEXT, coalesce(l.label, r.person_id), NULL,
  round(100.0 * r.n / r.total, 2), NULL, r.n
FROM ranked r LEFT JOIN person_label l ON l.person_id = r.person_id WHERE r.place <= 5
ORDER BY 1, 2
