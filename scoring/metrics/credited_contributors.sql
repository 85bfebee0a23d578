-- title = "折算贡献者数"
-- question = "按实质性行为的多少折算，窗口内相当于多少人？"
-- definition = """
--   窗口内每人的实质性行为（口径与所按的时间同“活跃贡献者”，不含机器人与作者无法辨认的）满 10 次计 1 人，
--   不满的按比例计（1 次计 0.1 人），再相加；同样的行为拆到更多账号名下，至多增加到行为数的十分之一。
--   同一次提交或讨论算一次。只有能证明是同一人的署名与账号才合并，所以采集完整时是上限。n 为行为数。"""
-- unit = "人"
-- version = 2
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 60
-- grows = false
-- unknown = "平台没有给出时间"
WITH people AS (
  SELECT project_id, person_id, count(DISTINCT ref) AS acts FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, person_id
), counted AS (
  SELECT project_id, sum(least(acts, 10)) / 10 AS persons, sum(acts) AS acts
  FROM people GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  round(coalesce(c.persons, 0), 1)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(c.acts, 0)::BIGINT AS n
FROM project p LEFT JOIN counted c ON c.project_id = p.project_id
ORDER BY 1
