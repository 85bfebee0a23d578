-- title = "AI 编程工具署名占比"
-- question = "窗口内作者是人的实质性提交中，有多少写明用了 AI 编程工具？"
-- definition = """
--   窗口内作者是人（不是机器人，共同署名者不论）的实质性提交（口径同“实质性提交数”，看不到改动路径的提交计入，
--   只改空白的提交与整批导入不计，见“提交按什么判断”）中，提交说明写有 AI 编程工具的百分比：Co-authored-by 写它，或者
--   Assisted-by、Generated-by、Made-with、Generated with 等写它（名单在 warehouse/agents.toml，同样的写法写人名的不算）；
--   n 为这些提交数，次数最多的五种工具分列（同一工具的各种型号与署名合在一起）。另列：由 AI 编程工具自己作作者的，占全部实质性提交的百分比；由其他机器人
--   共同署名的，占作者是人的实质性提交的百分比。AI 编程工具从不算作人。
--   没有写明的无从得知，所以真实比例不低于此数；只经接口读取、没有克隆的仓库看不到提交说明的正文。"""
-- unit = "%"
-- version = 5
-- window = "window"
-- needs = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "mailmap_line", "account_link"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 12
-- grows = false
-- unknown = "平台没有给出时间"
WITH done AS (
  SELECT project_id, ref, min(repo_id) AS repo_id FROM act
  WHERE excluded IS NULL AND kind NOT IN ('discussion', 'change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, ref
), program AS (
  SELECT identity_id, person_id, bot,
    bot = 'certain' AND coalesce(bot_reason, '') LIKE '署名是 AI 编程助手%' AS is_agent,
    -- without what follows on an appeal that was not heeded
    ltrim(replace(split_part(bot_reason, '；', 1), '署名是 AI 编程助手', '')) AS tool
  FROM person_alias
), authored AS (
  SELECT d.project_id, d.ref, c.coauthor_ids, a.bot IS NOT DISTINCT FROM 'human' AS by_person,
    coalesce(a.is_agent, false) AS by_agent
  FROM done d
  JOIN "commit" c ON c.repo_id = d.repo_id AND c.sha = d.ref AND c.closed_at IS NULL
  LEFT JOIN program a ON a.identity_id = c.author_id
), signed AS (
  SELECT DISTINCT s.project_id, s.ref, a.is_agent, CASE WHEN a.is_agent THEN a.tool END AS tool
  FROM (
    SELECT project_id, ref, unnest(coauthor_ids) AS identity_id FROM authored WHERE by_person
  ) s
  JOIN program a ON a.identity_id = s.identity_id AND a.bot <> 'human'
), totals AS (
  SELECT project_id, count(*) AS everybody, count(*) FILTER (by_person) AS people,
    count(*) FILTER (by_agent) AS agents
  FROM authored GROUP BY project_id
), counted AS (
  SELECT project_id, count(DISTINCT ref) FILTER (is_agent) AS agents,
    count(DISTINCT ref) FILTER (NOT is_agent) AS others
  FROM signed GROUP BY project_id
), ranked AS (
  -- one tool signs with the names of its models and with several addresses
  SELECT project_id, tool, count(*) AS n,
    row_number() OVER (PARTITION BY project_id ORDER BY count(*) DESC, tool) AS place
  FROM signed WHERE is_agent GROUP BY project_id, tool
), listed AS (
  SELECT p.project_id, v.part, v.part_title,
    CASE WHEN v.part = 'authored' THEN t.everybody ELSE t.people END AS total,
    coalesce(CASE v.part WHEN 'authored' THEN t.agents WHEN 'other_bots' THEN k.others
      ELSE k.agents END, 0) AS n
  FROM project p
  CROSS JOIN (VALUES ('', ''), ('authored', 'AI 编程工具作作者（占全部提交）'),
    ('other_bots', '其他机器人共同署名')) AS v(part, part_title)
  LEFT JOIN totals t ON t.project_id = p.project_id
  LEFT JOIN counted k ON k.project_id = p.project_id
)
SELECT project_id, part, part_title, NULL::DATE AS month,
  CASE WHEN total > 0 THEN round(100.0 * n / total, 2) END AS value,
  CASE WHEN coalesce(total, 0) = 0 THEN '窗口内没有实质性提交' END AS value_text, n
FROM listed
UNION ALL
SELECT r.project_id, r.place::TEXT, r.tool, NULL, round(100.0 * r.n / t.people, 2), NULL, r.n
FROM ranked r
JOIN totals t ON t.project_id = r.project_id
WHERE r.place <= 5
ORDER BY 1, 2
