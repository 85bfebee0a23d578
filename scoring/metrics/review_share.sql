-- title = "合并前有别人评审的变更请求占比"
-- question = "窗口内合并的变更请求，有多少在合并前由别人评审过？"
-- definition = """
--   CHAOSS Change Request Reviews。合并时间在窗口内的变更请求中，合并之前至少有一次由别人所作评审的百分比：提交的评审，或对改动行的评论。
--   作者本人（合并同一人的账号与署名）、确定与疑似机器人、无法辨认的账号的不算，合并之后的不算。“有别人说过话”另把变更请求下的普通评论也算上。
--   没有提交评审这一功能可读的平台（Gitee、GitCode），只点“通过”而不写评论的看不到，占比是下限；模型与数据集没有评审这回事，不计。
--   平台只给出关闭时间的，以关闭时间为合并时间；作者账号已注销的也计入：留着账号的人不会是他。没有时间的不计入，条数在完整性中说明。n 为合并的变更请求数。
--   按合并的月份归月。看不到评审与评论的仓库数值未知。各仓库分列。"""
-- unit = "%"
-- version = 1
-- window = "window"
-- needs = ["change_requests|discussions!", "change_request_comments|issue_comments|discussions", "reviews?", "issue_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["change_request", "comment", "review", "mailmap_line", "account_link"]
-- dated = ["comment", "review"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 45
-- grows = false
-- unknown = "看不到评审与评论，或平台没有给出合并时间"
WITH here AS (
  SELECT r.project_id, r.repo_id FROM project_repo r
  WHERE r.kind = 'repository' AND EXISTS (SELECT 1 FROM stream_state s WHERE s.repo_id = r.repo_id AND s.grade <> 'not_observable'
    AND s.stream = CASE WHEN EXISTS (SELECT 1 FROM stream_state t WHERE t.repo_id = r.repo_id
      AND t.stream = 'change_request_comments') THEN 'change_request_comments' ELSE 'issue_comments' END)
), said AS (
  SELECT repo_id, subject_number AS number, author_id, created_at AS happened_at, is_review AS reviewed
  FROM comment WHERE closed_at IS NULL AND subject_kind IN ('change_request', 'discussion')
  UNION ALL
  SELECT repo_id, change_request, author_id, submitted_at, true FROM review WHERE closed_at IS NULL
), merged AS (
  SELECT h.project_id, c.repo_id, c.number, c.author_id, c.created_at,
    coalesce(c.merged_at, c.closed_at_platform) AS merged_at
  FROM "change_request" c JOIN here h ON h.repo_id = c.repo_id
  WHERE c.closed_at IS NULL AND (c.state = 'merged' OR c.merged_at IS NOT NULL)
), judged AS (
  SELECT m.project_id, m.repo_id, m.number, bool_or(s.reviewed) AS reviewed
  FROM merged m JOIN said s ON s.repo_id = m.repo_id AND s.number = m.number
  JOIN person_alias h ON h.identity_id = s.author_id AND h.bot = 'human'
  LEFT JOIN person_alias w ON w.identity_id = m.author_id
  WHERE s.happened_at <= m.merged_at AND s.author_id IS DISTINCT FROM m.author_id
    AND h.person_id IS DISTINCT FROM w.person_id
  GROUP BY m.project_id, m.repo_id, m.number
), shares AS (
  SELECT m.project_id, m.repo_id, m.merged_at IS NULL AS unplaced,
    date_trunc('month', timezone('Asia/Shanghai', m.merged_at))::DATE AS month,
    coalesce(j.reviewed, false) AS reviewed, j.number IS NOT NULL AS discussed
  FROM merged m LEFT JOIN judged j ON j.project_id = m.project_id AND j.repo_id = m.repo_id AND j.number = m.number
  -- what was opened later was not merged before
  WHERE (m.merged_at IS NULL AND coalesce(m.created_at < $window_to, true))
    OR (m.merged_at >= $window_from AND m.merged_at < $window_to)
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS place, month, count(*) FILTER (NOT unplaced) AS n,
    count(*) FILTER (NOT unplaced AND reviewed) AS reviewed,
    count(*) FILTER (NOT unplaced AND discussed) AS discussed, count(*) FILTER (unplaced) AS undated
  FROM shares GROUP BY GROUPING SETS ((project_id), (project_id, repo_id), (project_id, month))
  HAVING grouping(month) = 1 OR month IS NOT NULL
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), cells AS (
  SELECT p.project_id, '' AS place, v.part, v.part_title, t.month FROM project p CROSS JOIN times t
  CROSS JOIN (VALUES ('', ''), ('discussed', '有别人说过话')) AS v(part, part_title)
  WHERE p.project_id IN (SELECT project_id FROM here)
  UNION ALL
  SELECT project_id, repo_id, repo_id, repo_id, NULL FROM here
)
SELECT c.project_id, c.part, c.part_title, c.month,
  CASE WHEN k.n > 0 THEN 100.0 * CASE c.part WHEN 'discussed' THEN k.discussed ELSE k.reviewed END / k.n END::DOUBLE AS value,
  CASE WHEN coalesce(k.n, 0) = 0 AND coalesce(k.undated, 0) = 0 THEN '没有合并的变更请求' END AS value_text,
  coalesce(k.n, 0) AS n, coalesce(k.undated, 0) AS undated
FROM cells c LEFT JOIN counted k ON k.project_id = c.project_id AND k.place = c.place
  AND k.month IS NOT DISTINCT FROM c.month
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, NULL, NULL, 0 FROM project_repo
WHERE kind = 'repository' AND repo_id NOT IN (SELECT repo_id FROM here)
ORDER BY 1, 2, 4 NULLS FIRST
