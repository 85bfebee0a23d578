-- title = "判为机器人的账号与申诉"
-- question = "窗口内有行为的账号中，哪些被判为机器人，依据什么？"
-- definition = """
--   窗口内有行为（不论是否实质）、被判为确定或疑似机器人的“人”（合并了账号与署名之后）的个数，n 为其行为数，镜像中的重复不计；
--   分列行为最多的三十个，写明判断与理由，因申诉改判为人的也列出并排在最前，但不计入个数。
--   确定：平台标明或 AI 编程工具自己的署名；疑似：名称、名单、评论翻来覆去，或配置里的申诉。
--   判错了可以申诉（[scoring] 的 bots 与 not_bots），确定的不因申诉改变。"""
-- unit = "个"
-- version = 2
-- window = "window"
-- needs = ["commits", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "change_requests?", "reviews?"]
-- rows = ["commit", "issue", "comment", "discussion", "change_request", "review"]
-- table = "活跃贡献者"
-- order = 71
-- grows = false
-- unknown = "平台没有给出时间"
WITH told AS (
  SELECT person_id, min(bot_reason) AS reason FROM person_alias
  WHERE bot_reason IS NOT NULL GROUP BY person_id
), done AS (
  SELECT project_id, person_id, any_value(bot) AS bot, count(DISTINCT (repo_id, ref)) AS n
  FROM act
  WHERE person_id IS NOT NULL AND excluded IS DISTINCT FROM 'mirror'
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, person_id
), judged AS (
  SELECT d.project_id, d.person_id, d.bot, d.n, t.reason,
    coalesce(contains(t.reason, '申诉'), false) AS appealed
  FROM done d LEFT JOIN told t ON t.person_id = d.person_id
  WHERE d.bot IN ('certain', 'likely') OR t.reason IS NOT NULL
), ranked AS (
  SELECT *, row_number() OVER (
    PARTITION BY project_id ORDER BY appealed DESC, n DESC, person_id) AS place
  FROM judged
), counted AS (
  SELECT project_id, count(*) AS people, sum(n)::BIGINT AS n
  FROM judged WHERE bot <> 'human' GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  coalesce(k.people, 0)::DOUBLE AS value, NULL::TEXT AS value_text, coalesce(k.n, 0)::BIGINT AS n
FROM project p LEFT JOIN counted k ON k.project_id = p.project_id
UNION ALL
SELECT r.project_id, lpad(r.place::TEXT, 2, '0'), coalesce(l.label, r.person_id), NULL, NULL,
  concat(CASE r.bot WHEN 'certain' THEN '确定' WHEN 'likely' THEN '疑似' ELSE '人' END,
    coalesce('：' || r.reason, '')), r.n
FROM ranked r LEFT JOIN person_label l ON l.person_id = r.person_id
WHERE r.place <= 30
ORDER BY 1, 2
