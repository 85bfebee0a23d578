-- title = "未计入的行为"
-- question = "窗口内有多少行为没有计入，各因什么？"
-- definition = """
--   窗口内被判为不具实质性的行为，按原因分列：合并、还原、整批导入、只改空白、生成文件、第三方文件、锁定文件、命令、无内容、
--   没填的模板（Issue 标题至多一个词，正文没有一行是自己写的；正文空着的算无内容）、镜像中的重复、致谢。不论何人或机器人所作；一次提交或一条评论只算一次。看不到改动路径的提交查不出生成、
--   第三方与锁定文件，看不到改动内容的查不出只改空白，都不在其中。整批导入：一次净增 500 个以上文件或 20,000 行以上。
--   另列截止时刻之前已读到、署的时间却在截止时刻或之后的提交（提交者的时钟不对），它们也没有计入，不在整体之内。公布它们，使“实质性”的口径可以核对。"""
-- unit = "次"
-- version = 7
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "reviews?"]
-- rows = ["commit", "commit_change", "issue", "comment", "discussion", "review"]
-- dated = ["commit", "issue", "comment", "discussion", "review"]
-- table = "活跃贡献者"
-- order = 9
-- grows = true
-- unknown = "平台没有给出时间"
-- [part_needs]
-- merge = ["commits"]
-- bulk_import = ["commits", "changes?"]
-- whitespace = ["commits", "changes?"]
-- revert = ["commits"]
-- generated = ["commits", "changes?"]
-- vendored = ["commits", "changes?"]
-- lock = ["commits", "changes?"]
-- mirror = ["commits"]
-- later = ["commits"]
-- template = ["issues|discussions", "discussions?"]
-- command = ["issue_comments|discussions", "discussions?", "change_request_comments?", "reviews?"]
-- thanks = ["issue_comments|discussions", "discussions?", "change_request_comments?"]
WITH reasons AS (
  SELECT * FROM (VALUES ('merge', '合并提交'), ('revert', '纯还原'),
    ('bulk_import', '整批导入'), ('whitespace', '只改空白'), ('generated', '只有生成文件'),
    ('vendored', '只有第三方文件'), ('lock', '只有锁定文件'), ('command', '只是命令'),
    ('empty', '没有内容'), ('thanks', '只是表情或致谢'), ('mirror', '镜像中的重复'),
    ('template', '只有没填的模板'), ('later', '时间晚于截止时刻的提交')
  ) AS v(part, part_title)
), counted AS (
  SELECT project_id, coalesce(excluded, '') AS part, count(DISTINCT (repo_id, ref)) AS n
  FROM act
  WHERE excluded IS NOT NULL AND happened_at >= $window_from AND happened_at < $window_to
  GROUP BY GROUPING SETS ((project_id), (project_id, excluded))
  UNION ALL
  SELECT r.project_id, 'later', count(DISTINCT c.sha)
  FROM "commit" c JOIN project_repo r ON r.repo_id = c.repo_id
  WHERE c.closed_at IS NULL AND c.observed_at <= $window_to
    -- as in scoring/acts
    AND CASE WHEN c.authored_at <= c.committed_at + INTERVAL 1 DAY OR c.committed_at IS NULL
      THEN c.authored_at ELSE c.committed_at END >= $window_to
  GROUP BY r.project_id
), parts AS (
  SELECT project_id, '' AS part, '' AS part_title FROM project
  UNION ALL SELECT project_id, part, part_title FROM project CROSS JOIN reasons
  UNION ALL SELECT project_id, part, part FROM counted
  WHERE part <> '' AND part NOT IN (SELECT part FROM reasons)
)
SELECT p.project_id, p.part, p.part_title, NULL::DATE AS month,
  coalesce(k.n, 0)::DOUBLE AS value, NULL::TEXT AS value_text, coalesce(k.n, 0)::BIGINT AS n
FROM parts p LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
ORDER BY 1, 2
