-- title = "新增贡献者"
-- question = "窗口内有多少人第一次作出实质性贡献，每月多少？"
-- definition = """
--   第一次实质性行为（提交、讨论，口径与所按的时间同“活跃贡献者”）在窗口内的人；一人只在其首次行为的月份出现。
--   只有能证明是同一人的署名与账号才合并（.mailmap、平台账号、免回复地址中的账号、申报单位的声明、邮箱，同一项目内的姓名全称及其不同写法、少见的登录名），跨平台而没有证据的不合并，
--   所以采集完整时也是上限：换了署名而没有证据的人会再算一次。看不到改动路径的提交计入，只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）。
--   历史采集不完整时，早已参与的人可能被误作新人，所以不完整的数字不是下限。n 为这些人的首次行为数；
--   按 Asia/Shanghai 归月；窗口首尾两个月可能不足整月。"""
-- unit = "人"
-- version = 6
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 2
-- grows = false
-- unknown = "平台没有给出时间"
WITH firsts AS (
  SELECT project_id, person_id, min(happened_at) AS first_at FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('change_request', 'review')
  GROUP BY project_id, person_id
), counted AS (
  SELECT project_id, month, count(*) AS persons FROM (
    SELECT project_id, date_trunc('month', timezone('Asia/Shanghai', first_at))::DATE AS month
    FROM firsts WHERE first_at >= $window_from AND first_at < $window_to
  ) GROUP BY GROUPING SETS ((project_id), (project_id, month))
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
)
SELECT p.project_id, '' AS part, '' AS part_title, t.month,
  coalesce(k.persons, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.persons, 0)::BIGINT AS n
FROM project p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
