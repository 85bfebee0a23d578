-- title = "贡献者缺席系数"
-- question = "最少几个人的提交合起来达到实质性提交的一半？"
-- definition = """
--   CHAOSS Contributor Absence Factor：贡献最多的人依次累加，达到窗口内全部贡献 50 % 所需的最少人数；
--   贡献以人的实质性提交（口径同“实质性提交数”，共同署名的提交每人各算一次）计，
--   n 为各人提交数之和。数字小说明项目依赖少数人。只有能证明是同一人的署名与账号才合并（.mailmap、平台账号、免回复地址中的账号、申报单位的声明、邮箱，同一项目内的姓名全称及其不同写法、少见的登录名），跨平台而没有证据的不合并，
--   所以数字可能偏大。看不到改动路径的提交计入，只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）。
--   没有提交时没有数值。"""
-- unit = "人"
-- version = 4
-- window = "window"
-- needs = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "mailmap_line", "account_link"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 6
-- grows = false
-- unknown = "平台没有给出时间"
WITH shares AS (
  SELECT project_id, person_id, count(DISTINCT ref) AS n FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('discussion', 'change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, person_id
), ranked AS (
  SELECT project_id, sum(n) OVER (PARTITION BY project_id) AS total,
    sum(n) OVER w AS reached, row_number() OVER w AS people
  FROM shares
  WINDOW w AS (PARTITION BY project_id ORDER BY n DESC, person_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), factor AS (
  SELECT project_id, min(people) AS people, any_value(total) AS total
  FROM ranked WHERE 2 * reached >= total GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, f.people::DOUBLE AS value,
  CASE WHEN f.people IS NULL THEN '窗口内没有实质性提交' END AS value_text,
  coalesce(f.total, 0)::BIGINT AS n
FROM project p LEFT JOIN factor f ON f.project_id = p.project_id
ORDER BY 1
