-- title = "AI 工具与机器人共同署名占比"
-- question = "窗口内作者是人的实质性提交中，有多少写明由 AI 编程工具或机器人共同署名？"
-- definition = """
--   窗口内作者是人（不是机器人，共同署名者不论）的实质性提交（口径同“实质性提交数”，看不到改动路径的提交计入，
--   只改空白的提交目前无法识别，未排除）中，Co-authored-by 写有 AI 编程工具或其他机器人的百分比，
--   n 为这些提交数；次数最多的五个署名分列。何者为 AI 工具或机器人按贡献者的机器人规则判断。
--   没有写明的无从得知，所以真实比例不低于此数。"""
-- unit = "%"
-- version = 2
-- window = "window"
-- needs = ["commits"]
-- rows = ["commit"]
-- table = "活跃贡献者"
-- order = 12
-- grows = false
-- unknown = "平台没有给出时间"
WITH done AS (
  SELECT project_id, ref, min(repo_id) AS repo_id FROM act
  WHERE excluded IS NULL AND kind NOT IN ('discussion', 'change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY project_id, ref
), commits AS (
  SELECT d.project_id, d.ref, c.coauthor_ids
  FROM done d
  JOIN "commit" c ON c.repo_id = d.repo_id AND c.sha = d.ref AND c.closed_at IS NULL
  JOIN person_alias a ON a.identity_id = c.author_id AND a.bot = 'human'
), signed AS (
  SELECT DISTINCT s.project_id, s.ref, a.person_id
  FROM (SELECT project_id, ref, unnest(coauthor_ids) AS identity_id FROM commits) s
  JOIN person_alias a ON a.identity_id = s.identity_id AND a.bot <> 'human'
), totals AS (
  SELECT project_id, count(*) AS total FROM commits GROUP BY project_id
), ranked AS (
  SELECT project_id, person_id, count(*) AS n,
    row_number() OVER (PARTITION BY project_id ORDER BY count(*) DESC, person_id) AS place
  FROM signed GROUP BY project_id, person_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  round(100.0 * count(DISTINCT s.ref) / t.total, 2) AS value,
  CASE WHEN t.total IS NULL THEN '窗口内没有实质性提交' END AS value_text,
  count(DISTINCT s.ref) AS n
FROM project p
LEFT JOIN totals t ON t.project_id = p.project_id
LEFT JOIN signed s ON s.project_id = p.project_id
GROUP BY p.project_id, t.total
UNION ALL
SELECT r.project_id, r.place::TEXT, coalesce(l.label, r.person_id), NULL,
  round(100.0 * r.n / t.total, 2), NULL, r.n
FROM ranked r
JOIN totals t ON t.project_id = r.project_id
LEFT JOIN person_label l ON l.person_id = r.person_id
WHERE r.place <= 5
ORDER BY 1, 2
