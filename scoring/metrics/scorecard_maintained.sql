-- title = "OpenSSF Scorecard 的 Maintained"
-- question = "按 OpenSSF Scorecard 的 Maintained 检查，近 90 天的维护得几分？"
-- definition = """
--   OpenSSF Scorecard v5（提交 40c1e35）的 Maintained，口径按它的代码：仓库已归档，或在平台上建立不满 90 天，得 0 分；否则
--   min(10, ⌊10×(提交数 + Issue 数)÷12⌋)，12 是 90 除以 7 取整。提交数是提交时间在 90 天内的提交（任何人，含合并与机器人）；
--   Issue 数是 90 天内由协作者、成员或所有者新开或评论过的 Issue（不含变更请求）。后者靠平台给的“与仓库的关系”
--   （author_association，取平台最近一次给出的）；平台没有给出某个账号的关系时（Gitee、GitCode 都不给）只有范围：最低只数账号名就是
--   仓库所有者的那些，最高把关系不明的也数上；两者得分相同时数值是确定的，不同时没有数值，只写范围。按它的代码，Issue 只看最近更新的 30 个、每个只看最后 30 条评论，
--   提交只看最近 30 个：提交满 12 个就是满分，不影响结果；Issue 的限制已计入最高值。归档或建立时间不明时最低为 0 分。
--   各仓库分列；整体与各项取最低分最高（相同时最高分最高）的仓库，n 为提交数。"""
-- unit = ""
-- version = 2
-- window = "90d"
-- needs = ["repository", "commits", "issues", "issue_comments"]
-- rows = ["repo_fact", "commit", "issue", "comment", "account_association"]
-- dated = ["commit", "issue", "comment"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 93
-- grows = false
-- unknown = "平台没有给出仓库的基本信息"
WITH stood AS (
  -- what the platform said at the instant, or the first it said after
  FROM repo_fact WHERE closed_at IS NULL OR closed_at > $window_to
  QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at, answer_id) = 1
), here AS (
  SELECT r.project_id, r.repo_id, f.is_archived, f.created_at,
    split_part(split_part(r.repo_id, ':', 2), '/', 1) AS owner
  FROM project_repo r JOIN stood f ON f.repo_id = r.repo_id
  WHERE r.kind = 'repository'
), pushed AS (
  SELECT repo_id, count(*) AS commits FROM "commit"
  WHERE closed_at IS NULL AND committed_at > $window_from AND committed_at < $window_to GROUP BY repo_id
), spoken AS (
  SELECT repo_id, number, author_id FROM issue
  WHERE closed_at IS NULL AND created_at > $window_from AND created_at < $window_to
  UNION ALL
  SELECT repo_id, subject_number, author_id FROM comment
  WHERE closed_at IS NULL AND subject_kind = 'issue' AND created_at > $window_from AND created_at < $window_to
), touched AS (
  SELECT h.project_id, h.repo_id,
    count(DISTINCT s.number) FILTER (a.association IS NULL
      OR a.association IN ('OWNER', 'MEMBER', 'COLLABORATOR')) AS most,
    count(DISTINCT s.number) FILTER (a.association IN ('OWNER', 'MEMBER', 'COLLABORATOR')
      OR (a.association IS NULL AND lower(i.login) = h.owner)) AS least
  FROM here h JOIN spoken s ON s.repo_id = h.repo_id
  LEFT JOIN identity i ON i.identity_id = s.author_id AND i.closed_at IS NULL
  LEFT JOIN account_association a ON a.repo_id = s.repo_id AND a.account_id = s.author_id
    AND a.closed_at IS NULL
  GROUP BY h.project_id, h.repo_id
), inputs AS (
  SELECT h.project_id, h.repo_id, h.is_archived AS archived, h.created_at > $window_from AS recent,
    coalesce(p.commits, 0) AS commits, least(coalesce(t.least, 0), 30) AS issues_least,
    least(coalesce(t.most, 0), 30) AS issues_most
  FROM here h LEFT JOIN pushed p ON p.repo_id = h.repo_id
  LEFT JOIN touched t ON t.project_id = h.project_id AND t.repo_id = h.repo_id
),
-- The formula alone: from `inputs` (project_id, repo_id, archived, recent, commits, issues_least,
-- issues_most; NULL: not known) to `scored`.
scored AS (
  SELECT *,
    CASE WHEN archived IS NOT FALSE OR recent IS NOT FALSE THEN 0
      ELSE least(10, 10 * (commits + issues_least) // 12) END AS lowest,
    CASE WHEN archived OR recent THEN 0 ELSE least(10, 10 * (commits + issues_most) // 12) END AS highest
  FROM inputs
),
-- The end of the formula.
told AS (
  SELECT *, CASE WHEN lowest = highest THEN lowest END AS value,
    CASE WHEN lowest < highest THEN format('{} 至 {} 分', lowest, highest) END AS value_text
  FROM scored
), led AS (
  FROM told
  QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY lowest DESC, highest DESC,
    split_part(repo_id, ':', 1) DESC, repo_id) = 1
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, l.value::DOUBLE AS value,
  l.value_text, l.commits AS n
FROM project p LEFT JOIN led l ON l.project_id = p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, value, value_text, commits FROM told
UNION ALL
SELECT l.project_id, v.part, v.part_title, NULL, v.value, v.value_text, v.n
FROM led l, LATERAL (VALUES
  ('of', '各项取自', NULL, repo_id, 1), ('lowest', '最低', lowest, NULL, commits + issues_least),
  ('highest', '最高', highest, NULL, commits + issues_most), ('commits', '90天内的提交', commits, NULL, commits),
  ('issues_least', '成员参与的Issue（最少）', issues_least, NULL, issues_least),
  ('issues_most', '成员参与的Issue（最多）', issues_most, NULL, issues_most),
  ('archived', '已归档', NULL, CASE WHEN archived THEN '是' WHEN NOT archived THEN '否' ELSE '平台没有给出' END, 1),
  ('recent', '建立不满90天', NULL, CASE WHEN recent THEN '是' WHEN NOT recent THEN '否' ELSE '平台没有给出' END, 1)
) AS v(part, part_title, value, value_text, n)
ORDER BY 1, 2
