-- title = "判为机器人的账号与申诉"
-- question = "窗口内有行为的账号中，有多少被判为机器人，又有多少因申诉改判？"
-- definition = """
--   窗口内有行为（不论是否实质）、被判为确定或疑似机器人的“人”（合并了账号与署名之后）的个数，n 为其行为数，镜像中的重复不计；
--   确定与疑似分列；因申诉改判为人的另列，不计入个数。逐个的判断与理由在“人员与别名”。
--   确定：平台标明或 AI 编程工具自己的署名；疑似：名称、名单、评论翻来覆去，或配置里的申诉。
--   判错了可以申诉（[scoring] 的 bots 与 not_bots），确定的不因申诉改变。"""
-- unit = "个"
-- version = 3
-- window = "window"
-- needs = ["commits", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "change_requests?", "reviews?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "issue", "comment", "discussion", "change_request", "review", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion", "change_request", "review"]
-- table = "活跃贡献者"
-- order = 71
-- grows = false
-- unknown = "平台没有给出时间"
WITH told AS (
  SELECT person_id, min(bot_reason) AS reason FROM person_alias
  WHERE bot_reason IS NOT NULL GROUP BY person_id
), done AS (
  -- where issues and change requests are numbered apart, the two may bear one key
  SELECT project_id, person_id, any_value(bot) AS bot,
    count(DISTINCT (repo_id, ref, kind = 'change_request')) AS n
  FROM act
  WHERE person_id IS NOT NULL AND excluded IS DISTINCT FROM 'mirror'
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, person_id
), judged AS (
  SELECT d.project_id, d.n, CASE WHEN d.bot IN ('certain', 'likely') THEN d.bot ELSE 'appealed' END AS part
  FROM done d LEFT JOIN told t ON t.person_id = d.person_id
  WHERE d.bot IN ('certain', 'likely') OR contains(t.reason, '申诉')
), counted AS (
  SELECT project_id, part, count(*) AS people, sum(n)::BIGINT AS n FROM judged GROUP BY ALL
  UNION ALL
  SELECT project_id, '', count(*), sum(n)::BIGINT FROM judged
  WHERE part <> 'appealed' GROUP BY project_id
), parts AS (
  SELECT project_id, part, part_title FROM project CROSS JOIN (VALUES ('', ''),
    ('certain', '确定'), ('likely', '疑似'), ('appealed', '因申诉改判为人')) AS v(part, part_title)
)
SELECT p.project_id, p.part, p.part_title, NULL::DATE AS month,
  coalesce(k.people, 0)::DOUBLE AS value, NULL::TEXT AS value_text, coalesce(k.n, 0)::BIGINT AS n
FROM parts p LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
ORDER BY 1, 2
