-- title = "离开的贡献者"
-- question = "以前有实质性贡献的人里，有多少人不再出现，每月多少？"
-- definition = """
--   整个窗口：紧邻窗口之前同样长的时间里有过实质性行为（口径、所按的时间与合并署名的办法同“活跃贡献者”），而窗口内没有的人。
--   按月：到该月初恰好连续三个整月没有行为的人，即最后一次行为在四个月前的那个月；一人每次离开只算一次，之后再出现算作回归，
--   不从离开的人数里扣除。采集到的最早行为晚于所要比较的时间时，没有人可以离开，写明不知道，不写零。
--   换了署名而没有证据的人会被误作离开。n 与数值相同；按 Asia/Shanghai 归月。"""
-- unit = "人"
-- version = 2
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 42
-- grows = false
-- unknown = "平台没有给出时间"
WITH acts AS (
  SELECT project_id, person_id, month, happened_at FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('change_request', 'review') AND happened_at < $window_to
), history AS (
  SELECT project_id, min(happened_at) AS first_at, min(month) AS first_month FROM act
  WHERE happened_at < $window_to GROUP BY project_id
), spells AS (
  SELECT project_id, month, lead(month) OVER (
    PARTITION BY project_id, person_id ORDER BY month) AS next
  FROM (SELECT DISTINCT project_id, person_id, month FROM acts)
), gone AS (
  SELECT project_id, NULL::DATE AS month, count(*) AS persons FROM (
    SELECT project_id, person_id FROM acts
    WHERE happened_at
      >= $window_from::TIMESTAMPTZ - ($window_to::TIMESTAMPTZ - $window_from::TIMESTAMPTZ)
    GROUP BY ALL HAVING max(happened_at) < $window_from
  ) GROUP BY project_id
  UNION ALL
  SELECT project_id, (month + INTERVAL 4 MONTH)::DATE AS quiet, count(*) FROM spells
  WHERE next IS NULL OR next >= month + INTERVAL 4 MONTH
  GROUP BY project_id, quiet
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), cells AS (
  SELECT p.project_id, t.month, CASE WHEN t.month IS NULL THEN h.first_at < $window_from
    ELSE h.first_month <= t.month - INTERVAL 4 MONTH END AS reached
  FROM project p CROSS JOIN times t LEFT JOIN history h ON h.project_id = p.project_id
)
SELECT c.project_id, '' AS part, '' AS part_title, c.month,
  CASE WHEN c.reached THEN coalesce(g.persons, 0)::DOUBLE END AS value,
  CASE WHEN c.reached IS NOT TRUE THEN '采集到的历史没有更早的行为，不知道有没有人离开' END AS value_text,
  CASE WHEN c.reached THEN coalesce(g.persons, 0)::BIGINT ELSE 0 END AS n
FROM cells c
LEFT JOIN gone g ON g.project_id = c.project_id AND g.month IS NOT DISTINCT FROM c.month
ORDER BY 1, 2, 4 NULLS FIRST
