-- title = "作者无法辨认的行为数"
-- question = "窗口内有多少实质性行为的作者无法辨认，因而没有计入贡献者？"
-- definition = """
--   窗口内平台没有给出作者或共同作者（账号已注销、未关联，或为组织账号）的实质性行为，代码（其下再分源代码、测试、构建与 CI、数据）、文档、讨论与看不到改动路径的提交分列；
--   它们不计入活跃贡献者，此处公布以便评审方判断影响；按 Asia/Shanghai 归月。"""
-- unit = "次"
-- version = 6
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?"]
-- rows = ["commit", "commit_change", "issue", "comment", "discussion"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 10
-- grows = false
-- unknown = "平台没有给出时间"
-- [part_needs]
-- code = ["commits", "changes?"]
-- code_source = ["commits", "changes?"]
-- code_tests = ["commits", "changes?"]
-- code_build = ["commits", "changes?"]
-- code_data = ["commits", "changes?"]
-- docs = ["commits", "changes?"]
-- commit = ["commits", "changes?"]
-- discussion = ["issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?"]
WITH acts AS (
  SELECT project_id, repo_id, month, ref, unnest(CASE WHEN kind IN ('docs', 'commit', 'discussion') THEN ['', kind]
      ELSE ['', 'code', CASE kind WHEN 'code' THEN 'code_source' ELSE 'code_' || kind END] END) AS part
  FROM act
  WHERE excluded IS NULL AND kind NOT IN ('change_request', 'review')
    AND (person_id IS NULL OR bot = 'unknown')
    AND happened_at >= $window_from AND happened_at < $window_to
), counted AS (
  SELECT project_id, part, month, count(DISTINCT (repo_id, ref)) AS n
  FROM acts GROUP BY GROUPING SETS ((project_id, part), (project_id, part, month))
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), parts AS (
  SELECT project_id, part, part_title FROM project
  CROSS JOIN (VALUES ('', ''), ('code', '代码提交'),
    ('code_source', '代码提交：源代码'), ('code_tests', '代码提交：测试'),
    ('code_build', '代码提交：构建与 CI'), ('code_data', '代码提交：数据'), ('docs', '文档贡献'),
    ('commit', '提交（看不到改动路径）'),
    ('discussion', 'Issue讨论')) AS v(part, part_title)
)
SELECT p.project_id, p.part, p.part_title, t.month,
  coalesce(k.n, 0)::DOUBLE AS value, NULL::TEXT AS value_text, coalesce(k.n, 0)::BIGINT AS n
FROM parts p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
  AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
