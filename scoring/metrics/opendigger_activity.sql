-- title = "OpenDigger 活跃度"
-- question = "按 OpenDigger 的代码，这个项目每月和整个窗口的活跃度是多少？"
-- definition = """
--   OpenDigger 的 activity，公式与取数按它的代码 src/metrics/indices.ts（提交 9dbe621）：每个仓库每个账号每月
--   √(0.5252×Issue 与变更请求下的评论 + 2.2235×新开 Issue + 4.0679×新开变更请求 + 0.7427×改动行上的评论 + 2.0339×被合并的变更请求)，
--   合并记在变更请求作者名下、合并当月；再对账号与仓库求和，按月与整个窗口各四舍六入五取偶到两位小数（整个窗口由未取舍的各月相加）。
--   账号就是平台账号：机器人计入，一人多个账号不合并。开平方之后再相加，同样的工作分给越多的账号得分越高，所以另列两项：
--   “按人合计”是把能证明同属一人的账号合并、去掉确定与疑似机器人之后用同一公式得到的；“账号数”是每月的参与账号数（整体为不同账号数）。
--   它的数据是 GitHub 公开事件存档，事后删除的评论、Issue、账号它仍计入，我们看不到；不知道作者的（注销的账号）不计入，另列条数；
--   讨论区不在它的事件里，不计。它按服务器时区分月，时区没有写明，这里按 Asia/Shanghai；窗口首尾两个月可能不足整月，开方因此偏小。
--   各仓库分列；镜像各是各的 Issue 与变更请求，不去重。n 为事件数。"""
-- unit = ""
-- version = 1
-- window = "window"
-- needs = ["issues", "issue_comments", "change_requests", "change_request_comments"]
-- rows = ["issue", "change_request", "comment", "mailmap_line", "account_link"]
-- dated = ["issue", "change_request", "comment"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 94
-- grows = true
-- unknown = "平台没有给出时间"
-- [part_also]
-- people = ["mailmap?", "commit_accounts?"]
WITH happened AS (
  SELECT repo_id, author_id, 'open_issue' AS key, created_at AS happened_at FROM issue
  WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, author_id, 'open_pull', created_at FROM change_request WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, author_id, 'merged_pull', coalesce(merged_at, closed_at_platform) FROM change_request
  WHERE closed_at IS NULL AND state = 'merged'
  UNION ALL
  SELECT repo_id, author_id, CASE WHEN is_review THEN 'review_comment' ELSE 'issue_comment' END, created_at
  FROM comment WHERE closed_at IS NULL AND subject_kind IS DISTINCT FROM 'discussion'
), events AS (
  SELECT r.project_id, h.repo_id, h.author_id, h.key, a.person_id, a.bot = 'human' AS human,
    date_trunc('month', timezone('Asia/Shanghai', h.happened_at))::DATE AS month
  FROM happened h JOIN project_repo r ON r.repo_id = h.repo_id AND r.kind = 'repository'
  LEFT JOIN person_alias a ON a.identity_id = h.author_id
  WHERE h.happened_at >= $window_from AND h.happened_at < $window_to
), credited AS (
  SELECT *, '' AS reading, author_id AS who FROM events WHERE author_id IS NOT NULL
  UNION ALL
  SELECT *, 'people', coalesce(person_id, author_id) FROM events
  WHERE author_id IS NOT NULL AND human IS NOT FALSE
), inputs AS (
  SELECT project_id, repo_id, month, reading, who,
    count(*) FILTER (key = 'issue_comment') AS issue_comment,
    count(*) FILTER (key = 'open_issue') AS open_issue,
    count(*) FILTER (key = 'open_pull') AS open_pull,
    count(*) FILTER (key = 'review_comment') AS review_comment,
    count(*) FILTER (key = 'merged_pull') AS merged_pull
  FROM credited GROUP BY project_id, repo_id, month, reading, who
),
-- The formula alone: from `inputs` (counts of one account in one month and repository) to `scored`.
scored AS (
  SELECT *, sqrt(0.5252::DOUBLE * issue_comment + 2.2235::DOUBLE * open_issue + 4.0679::DOUBLE * open_pull
    + 0.7427::DOUBLE * review_comment + 2.0339::DOUBLE * merged_pull) AS activity
  FROM inputs
),
-- The end of the formula.
summed AS (
  SELECT project_id, coalesce(repo_id, '') AS part, month, reading,
    round_even(list_sum(list_sort(list(activity))), 2) AS activity, count(DISTINCT who) AS participants,
    sum(issue_comment)::BIGINT AS issue_comment, sum(open_issue)::BIGINT AS open_issue, sum(open_pull)::BIGINT AS open_pull,
    sum(review_comment)::BIGINT AS review_comment, sum(merged_pull)::BIGINT AS merged_pull
  FROM scored
  GROUP BY GROUPING SETS ((project_id, reading), (project_id, reading, month), (project_id, reading, repo_id))
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), nameless AS (
  SELECT project_id, month, count(*) AS n FROM events WHERE author_id IS NULL
  GROUP BY GROUPING SETS ((project_id), (project_id, month))
), cells AS (
  SELECT p.project_id, t.month, v.key, v.part_title FROM project p CROSS JOIN times t
  CROSS JOIN (VALUES ('', ''), ('people', '按人合计，不计机器人'), ('participants', '账号数'), ('issue_comment', '评论'),
    ('open_issue', '新开Issue'), ('open_pull', '新开变更请求'), ('review_comment', '改动行上的评论'),
    ('merged_pull', '被合并的变更请求'), ('nameless', '作者不明而未计入的事件')) AS v(key, part_title)
)
SELECT c.project_id, c.key AS part, c.part_title, c.month,
  coalesce(CASE c.key WHEN '' THEN k.activity WHEN 'people' THEN k.activity WHEN 'participants' THEN k.participants
    WHEN 'issue_comment' THEN k.issue_comment WHEN 'open_issue' THEN k.open_issue WHEN 'open_pull' THEN k.open_pull
    WHEN 'review_comment' THEN k.review_comment WHEN 'merged_pull' THEN k.merged_pull ELSE u.n END, 0)::DOUBLE AS value,
  NULL::TEXT AS value_text,
  coalesce(CASE c.key WHEN 'issue_comment' THEN k.issue_comment WHEN 'open_issue' THEN k.open_issue
    WHEN 'open_pull' THEN k.open_pull WHEN 'review_comment' THEN k.review_comment WHEN 'merged_pull' THEN k.merged_pull
    WHEN 'nameless' THEN u.n
    ELSE k.issue_comment + k.open_issue + k.open_pull + k.review_comment + k.merged_pull END, 0)::BIGINT AS n
FROM cells c
LEFT JOIN summed k ON k.project_id = c.project_id AND k.part = '' AND k.month IS NOT DISTINCT FROM c.month
  AND k.reading = CASE WHEN c.key = 'people' THEN 'people' ELSE '' END
LEFT JOIN nameless u ON u.project_id = c.project_id AND u.month IS NOT DISTINCT FROM c.month
UNION ALL
SELECT r.project_id, r.repo_id, r.repo_id, NULL, coalesce(k.activity, 0), NULL,
  coalesce(k.issue_comment + k.open_issue + k.open_pull + k.review_comment + k.merged_pull, 0)
FROM project_repo r
LEFT JOIN summed k ON k.project_id = r.project_id AND k.part = r.repo_id AND k.reading = ''
WHERE r.kind = 'repository'
ORDER BY 1, 2, 4 NULLS FIRST
