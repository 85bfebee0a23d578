-- title = "单位未知的占比"
-- question = "窗口内有多少活跃贡献者、多少实质性提交的单位不知道？"
-- definition = """
--   活跃贡献者中没有一次行为知道单位的人所占的百分比（整体）；另列实质性提交中作者单位未知的百分比，共同署名的提交每人各算一次。
--   单位的依据与口径同“各单位的活跃贡献者”。这个占比越高，按单位得出的数字越不可靠；未知者不摊到已知的单位里。
--   n 为单位未知的人数、提交数。没有贡献者时没有占比。"""
-- unit = "%"
-- version = 4
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?", "reviews?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link", "account_company"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 44
-- grows = false
-- unknown = "平台没有给出时间"
-- [part_needs]
-- commits = ["commits!", "changes?", "mailmap?", "commit_accounts?", "reviews?"]
WITH acts AS (
  SELECT a.project_id, a.person_id, a.ref, a.kind <> 'discussion' AS committed,
    o.organisation IS NOT NULL AS known
  FROM act a LEFT JOIN person_organisation o ON o.project_id = a.project_id
    AND o.person_id = a.person_id
    AND (o.since IS NULL OR a.happened_at >= o.since)
    AND (o.until IS NULL OR a.happened_at < o.until)
  WHERE a.excluded IS NULL AND a.bot = 'human' AND a.person_id IS NOT NULL
    AND a.kind NOT IN ('change_request', 'review')
    AND a.happened_at >= $window_from AND a.happened_at < $window_to
), things AS (
  SELECT project_id, '' AS part, person_id, NULL AS ref, bool_or(known) AS known
  FROM acts GROUP BY project_id, person_id
  UNION ALL
  SELECT DISTINCT project_id, 'commits', person_id, ref, known FROM acts WHERE committed
), counted AS (
  SELECT project_id, part, count(*) AS total, count(*) FILTER (NOT known) AS n
  FROM things GROUP BY project_id, part
)
SELECT p.project_id, v.part, v.part_title, NULL::DATE AS month,
  round(100.0 * k.n / k.total, 2) AS value,
  CASE WHEN k.total IS NULL THEN '窗口内没有' || v.what END AS value_text,
  coalesce(k.n, 0)::BIGINT AS n
FROM project p
CROSS JOIN (VALUES ('', '', '活跃贡献者'), ('commits', '实质性提交', '实质性提交'))
  AS v(part, part_title, what)
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = v.part
ORDER BY 1, 2
