-- title = "活跃贡献者"
-- question = "窗口内有多少人作过实质性的代码提交、文档贡献或 Issue 讨论？"
-- definition = """
--   窗口 [from, to) 内至少有一次实质性行为的人（同一人的多个账号已合并，确定与疑似机器人不计，
--   作者无法辨认的行为不计）。合计为三类的并集，一人在几类中都有行为时合计只算一次，因此三类之和不小于合计；
--   “含疑似机器人”另列，供对照。实质性的代码与文档行为：不是合并或纯还原，至少改动一个不是生成、第三方或锁定的文件；
--   实质性讨论：新开 Issue，或不只是命令、表情、致谢的评论。n 为行为数。按 Asia/Shanghai 归月，各月人数不可相加；
--   窗口首尾两个月可能不足整月。"""
-- unit = "人"
-- version = 1
-- window = "window"
-- needs = ["commits", "issues|discussions", "issue_comments|discussions", "change_request_comments?"]
-- rows = ["commit", "issue", "comment"]
-- table = "活跃贡献者"
-- order = 1
-- grows = true
-- unknown = "平台没有给出时间"
-- [part_needs]
-- code = ["commits"]
-- docs = ["commits"]
-- discussion = ["issues|discussions", "issue_comments|discussions", "change_request_comments?"]
WITH acts AS (
  SELECT project_id, person_id, month, kind, bot FROM act
  WHERE excluded IS NULL AND bot IN ('human', 'likely') AND person_id IS NOT NULL
    AND kind IN ('code', 'docs', 'discussion')
    AND happened_at >= $window_from AND happened_at < $window_to
), people AS (
  SELECT project_id, month, person_id, bool_or(bot = 'human') AS human, count(*) AS acts,
    count(*) FILTER (kind = 'code') AS code, count(*) FILTER (kind = 'docs') AS docs,
    count(*) FILTER (kind = 'discussion') AS discussion
  FROM acts GROUP BY GROUPING SETS ((project_id, person_id), (project_id, month, person_id))
), counted AS (
  SELECT project_id, month, part,
    count(*) FILTER (acts_of_part > 0) AS persons, sum(acts_of_part)::BIGINT AS acts
  FROM (
    SELECT project_id, month, v.part, CASE
      WHEN v.part = 'with_likely_bots' THEN acts WHEN NOT human THEN 0
      WHEN v.part = 'code' THEN code WHEN v.part = 'docs' THEN docs
      WHEN v.part = 'discussion' THEN discussion ELSE acts END AS acts_of_part
    FROM people
    CROSS JOIN (VALUES (''), ('code'), ('docs'), ('discussion'), ('with_likely_bots')) AS v(part)
  ) GROUP BY project_id, month, part
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), parts AS (
  SELECT project_id, part, part_title FROM project
  CROSS JOIN (VALUES ('', ''), ('code', '代码提交'), ('docs', '文档贡献'),
    ('discussion', 'Issue讨论'), ('with_likely_bots', '含疑似机器人')) AS v(part, part_title)
)
SELECT p.project_id, p.part, p.part_title, t.month,
  coalesce(k.persons, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.acts, 0)::BIGINT AS n
FROM parts p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
  AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
