-- title = "变更请求首次响应用时"
-- question = "窗口内新开的变更请求，通常过几天有别人回应？"
-- definition = """
--   CHAOSS Time to First Response。窗口内新开的变更请求，到第一次由别人作出的回应的天数：评论、对改动行的评论、提交的评审，或由别人合并，
--   发在新开之后、截止时刻之前；作者本人（合并同一人的账号与署名）、确定与疑似机器人、无法辨认的账号的不算回应，命令与致谢算。
--   中位数与 90 百分位（线性插值）都以全部新开的变更请求计，还没有回应的算作比任何有回应的都久，不论是否已关闭：
--   所以没有回应的多，数字只会更大，多到中位数落在它们上面就没有数值，写“一半以上没有回应”。
--   “只计有回应的”是只在有回应的里取中位数，与不计未回应者的工具可比，总是偏小。“没有回应”列出个数和其中截止时刻仍未关闭的，刚开的也在内；平台没有给出关闭时间、截止时刻之后才见到已关闭的，列为不知道。
--   看不出由谁合并的（Gitee、GitCode 都不给）合并不算回应，那里只点合并而不写评论的都在“没有回应”里，数字因此偏大；这样的另写个数。
--   n 为新开的个数，“只计有回应的”的 n 为有回应的个数。按新开的月份归月，越近的月份等回应的时间越短。作者账号已注销的也计入：留着账号的人不会是他。没有时间的不计入，条数在完整性中说明。
--   看不到评论的仓库数值未知。各仓库分列。"""
-- unit = "天"
-- version = 4
-- window = "window"
-- needs = ["change_requests|discussions!", "change_request_comments|issue_comments|discussions", "issue_comments?", "reviews?", "mailmap?", "commit_accounts?"]
-- rows = ["change_request", "comment", "review", "merger", "mailmap_line", "account_link"]
-- dated = ["comment", "review"]
-- table = "社区运营"
-- order = 42
-- grows = false
-- unknown = "看不到评论，无法知道有没有回应"
WITH here AS (
  SELECT r.project_id, r.repo_id FROM project_repo r
  WHERE EXISTS (SELECT 1 FROM stream_state s WHERE s.repo_id = r.repo_id AND s.grade <> 'not_observable'
    AND s.stream = CASE WHEN EXISTS (SELECT 1 FROM stream_state t WHERE t.repo_id = r.repo_id
      AND t.stream = 'change_request_comments') THEN 'change_request_comments' ELSE 'issue_comments' END)
), answer_given AS (
  SELECT repo_id, subject_number AS number, author_id, created_at AS happened_at FROM comment
  WHERE closed_at IS NULL AND subject_kind IN ('change_request', 'discussion')
  UNION ALL
  SELECT repo_id, change_request, author_id, submitted_at FROM review WHERE closed_at IS NULL
  UNION ALL
  SELECT c.repo_id, c.number, coalesce(c.merger_id, m.merger_id), c.merged_at FROM "change_request" c
  LEFT JOIN merger m ON m.repo_id = c.repo_id AND m.number = c.number AND m.closed_at IS NULL
  WHERE c.closed_at IS NULL AND c.merged_at IS NOT NULL
), opened AS (
  SELECT c.repo_id, c.number, c.author_id, c.created_at,
    c.state = 'open' OR coalesce(coalesce(c.merged_at, c.closed_at_platform) >= $window_to, false) AS is_open,
    -- what was first seen closed after the instant, nobody says since when, may have been open at it
    coalesce(c.state <> 'open' AND coalesce(c.merged_at, c.closed_at_platform) IS NULL
      AND c.observed_at > $window_to, false) AS may_be_open,
    coalesce(c.merged_at < $window_to AND c.merger_id IS NULL AND m.merger_id IS NULL, false) AS by_nobody
  FROM "change_request" c
  LEFT JOIN merger m ON m.repo_id = c.repo_id AND m.number = c.number AND m.closed_at IS NULL
  WHERE c.closed_at IS NULL
    AND (c.created_at IS NULL OR (c.created_at >= $window_from AND c.created_at < $window_to))
), answered AS (
  SELECT o.repo_id, o.number, min(a.happened_at) AS first_at
  FROM opened o JOIN answer_given a ON a.repo_id = o.repo_id AND a.number = o.number
  JOIN person_alias h ON h.identity_id = a.author_id AND h.bot = 'human'
  LEFT JOIN person_alias w ON w.identity_id = o.author_id
  WHERE a.happened_at >= o.created_at AND a.happened_at < $window_to AND a.author_id IS DISTINCT FROM o.author_id
    AND h.person_id IS DISTINCT FROM w.person_id
  GROUP BY o.repo_id, o.number
), spans AS (
  SELECT h.project_id, o.repo_id, o.created_at IS NULL AS unplaced,
    date_trunc('month', timezone('Asia/Shanghai', o.created_at))::DATE AS month,
    a.first_at IS NULL AND o.is_open AS waiting, a.first_at IS NULL AND o.may_be_open AS unsure,
    a.first_at IS NULL AND o.by_nobody AS hidden,
    epoch(a.first_at - o.created_at) / 86400 AS days
  FROM opened o JOIN here h ON h.repo_id = o.repo_id
  LEFT JOIN answered a ON a.repo_id = o.repo_id AND a.number = o.number
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, month,
    quantile_cont(coalesce(days, 'infinity'::DOUBLE), 0.5) FILTER (NOT unplaced) AS middle,
    quantile_cont(coalesce(days, 'infinity'::DOUBLE), 0.9) FILTER (NOT unplaced) AS late,
    quantile_cont(days, 0.5) FILTER (NOT unplaced) AS answered_only,
    count(*) FILTER (NOT unplaced) AS n, count(days) FILTER (NOT unplaced) AS answered,
    count(*) FILTER (NOT unplaced AND waiting) AS waiting,
    count(*) FILTER (NOT unplaced AND unsure) AS unsure, count(*) FILTER (unplaced) AS undated,
    count(*) FILTER (NOT unplaced AND hidden) AS hidden
  FROM spans GROUP BY GROUPING SETS ((project_id), (project_id, repo_id), (project_id, month))
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
  CROSS JOIN (VALUES ('', ''), ('p90', '90 百分位'), ('answered_only', '只计有回应的'),
    ('unanswered', '没有回应')) AS v(part, part_title)
  WHERE p.project_id IN (SELECT project_id FROM here)
  UNION ALL
  SELECT project_id, repo_id, repo_id, repo_id, NULL FROM here
), told AS (
  SELECT c.*, coalesce(k.n, 0) AS opened, coalesce(k.answered, 0) AS answered, coalesce(k.undated, 0) AS undated,
    coalesce(k.waiting, 0) AS waiting, coalesce(k.unsure, 0) AS unsure, coalesce(k.hidden, 0) AS hidden,
    CASE WHEN c.part = 'p90' THEN k.late WHEN c.part = 'answered_only' THEN k.answered_only
      WHEN c.part <> 'unanswered' THEN k.middle END AS days
  FROM cells c LEFT JOIN counted k ON k.project_id = c.project_id AND k.part = c.place
    AND k.month IS NOT DISTINCT FROM c.month
)
SELECT project_id, part, part_title, month, CASE WHEN isfinite(days) THEN days END AS value,
  CASE WHEN part = 'unanswered' THEN format('{} 个，其中 {} 个仍未关闭', opened - answered, waiting)
      || CASE WHEN unsure > 0 THEN format('，{} 个不知道那时是否已关闭', unsure) ELSE '' END
      || CASE WHEN hidden > 0 THEN format('，{} 个已合并而看不出由谁合并', hidden) ELSE '' END
    WHEN opened = 0 AND undated > 0 THEN NULL WHEN opened = 0 THEN '没有新开的变更请求'
    WHEN part = 'answered_only' AND answered = 0 THEN '没有一个有回应'
    WHEN part = 'p90' AND NOT isfinite(days) THEN '一成以上没有回应'
    WHEN NOT isfinite(days) THEN '一半以上没有回应' END AS value_text,
  CASE part WHEN 'unanswered' THEN opened - answered WHEN 'answered_only' THEN answered ELSE opened END AS n,
  undated + CASE part WHEN 'unanswered' THEN unsure ELSE 0 END AS undated
FROM told
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, NULL, NULL, 0 FROM project_repo
WHERE repo_id NOT IN (SELECT repo_id FROM here)
ORDER BY 1, 2, 4 NULLS FIRST
