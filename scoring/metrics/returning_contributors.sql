-- title = "回归与留存的贡献者"
-- question = "窗口内的活跃贡献者中，有多少人以前就有过实质性贡献，每月多少？"
-- definition = """
--   窗口内有实质性行为（口径、所按的时间与合并署名的办法同“活跃贡献者”），并且在窗口之前已有过的人；
--   因此活跃贡献者 = 新增贡献者 + 本指标，整个窗口如此，每月也如此。分列：“留存”是紧邻窗口之前同样长的时间里也有行为的人，
--   “回归”是隔了更久才又出现的人；按月时，此前三个整月之内有过行为的为留存，隔得更久的为回归。
--   历史采集不完整时，早已参与的人可能被误作新人，所以不完整的数字不可当作上限或下限。n 为这些人在窗口（该月）内的行为数，一次提交每人只算一次；
--   按 Asia/Shanghai 归月，各月人数不可相加；窗口首尾两个月可能不足整月。"""
-- unit = "人"
-- version = 2
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 41
-- grows = false
-- unknown = "平台没有给出时间"
WITH acts AS (
  SELECT DISTINCT project_id, person_id, repo_id, ref, month, happened_at >= $window_from AS inside,
    happened_at >= $window_from::TIMESTAMPTZ - ($window_to::TIMESTAMPTZ - $window_from::TIMESTAMPTZ)
      AS lately
  FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('change_request', 'review') AND happened_at < $window_to
), stretches AS (
  SELECT project_id, person_id, month, inside, count(*) AS acts
  FROM acts GROUP BY ALL
), known AS (
  SELECT project_id, person_id, month, inside, acts, lag(month) OVER (
    PARTITION BY project_id, person_id ORDER BY month, inside) AS before
  FROM stretches
), returned AS (
  SELECT project_id, person_id, NULL::DATE AS month, bool_or(NOT inside AND lately) AS stayed,
    count(*) FILTER (inside) AS acts
  FROM acts GROUP BY project_id, person_id HAVING bool_or(inside) AND bool_or(NOT inside)
  UNION ALL
  SELECT project_id, person_id, month, before >= month - INTERVAL 3 MONTH, acts
  FROM known WHERE inside AND before IS NOT NULL
), parts AS (
  SELECT project_id, part, part_title FROM project
  CROSS JOIN (VALUES ('', ''), ('stayed', '留存'), ('back', '回归')) AS v(part, part_title)
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), counted AS (
  SELECT r.project_id, r.month, v.part, count(*) AS persons, sum(acts)::BIGINT AS acts
  FROM returned r
  JOIN (VALUES ('', true), ('', false), ('stayed', true), ('back', false)) AS v(part, stayed)
    ON v.stayed = r.stayed
  GROUP BY r.project_id, r.month, v.part
)
SELECT p.project_id, p.part, p.part_title, t.month,
  coalesce(k.persons, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.acts, 0)::BIGINT AS n
FROM parts p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
  AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
