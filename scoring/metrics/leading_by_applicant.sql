-- title = "申报单位所占的份额"
-- question = "窗口内的提交、合并与发布，有多少是申报单位的人作的？"
-- definition = """
--   申报单位的人由交来的 people.toml 指明（逐人，或单位及其邮箱域名；账号资料里写着该单位的也算），没有交来就没有数值。三项分列，整体为提交的份额：
--   提交：人的实质性提交（口径同“实质性提交数”，共同署名的提交每人各算一次）中由其人员所作的百分比；
--   合并：窗口内合并的变更请求中由其人员合并的百分比；发布：窗口内的版本（口径同“版本发布数”，镜像里同名的只算一次，算最早的那次）中由其人员发布的百分比。
--   是不是其人员按行为当时算。看不出是谁作的、由机器人合并或发布的，另列“未知”，不摊给任何一方：真实份额在数值与
--   数值加未知之间。没有时间的合并与发布不计入，条数在完整性中说明。名单由申报单位自己提供，须由评审方核对；合并与发布的权限本身也由项目自己给。n 为该类的次数。"""
-- unit = "%"
-- version = 7
-- window = "window"
-- needs = ["commits!", "changes?", "mailmap?", "commit_accounts?", "change_requests|discussions?", "reviews?", "releases?"]
-- rows = ["commit", "mailmap_line", "account_link", "account_company", "change_request", "merger", "release"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 46
-- grows = false
-- unknown = "没有交来 people.toml，不知道谁属于申报单位：请由申报单位在其中写明人员或单位的邮箱域名，交来后运行 yuanzheng score"
-- [part_needs]
-- commits = ["commits!", "changes?", "mailmap?", "commit_accounts?", "reviews?"]
-- commits_unknown = ["commits!", "changes?", "mailmap?", "commit_accounts?", "reviews?"]
-- merges = ["change_requests|discussions!", "reviews?", "commits?", "mailmap?", "commit_accounts?"]
-- merges_unknown = ["change_requests|discussions!", "reviews?", "commits?", "mailmap?", "commit_accounts?"]
-- releases = ["releases!", "commits?", "mailmap?", "commit_accounts?", "reviews?"]
-- releases_unknown = ["releases!", "commits?", "mailmap?", "commit_accounts?", "reviews?"]
WITH named AS (
  -- quotes within words are escaped there, so this is never a part of them
  SELECT project_id FROM people_declared WHERE contains(content, '"applicant":true')
), shared_commit AS (
  SELECT DISTINCT a.repo_id AS first_repo, b.repo_id AS other_repo
  FROM "commit" a JOIN "commit" b ON b.sha = a.sha AND b.repo_id <> a.repo_id
  WHERE a.closed_at IS NULL AND b.closed_at IS NULL
), published AS (
  SELECT r.project_id, l.repo_id, l.tag, l.key, l.author_id,
    coalesce(l.published_at, l.created_at) AS happened_at
  FROM release l JOIN project_repo r ON r.repo_id = l.repo_id
  WHERE l.closed_at IS NULL AND l.is_draft IS NOT TRUE
), unseen AS (
  SELECT repo_id FROM project_repo
  EXCEPT SELECT repo_id FROM stream_state WHERE stream = 'commits' AND grade = 'complete'
), copies AS (
  -- the first of them counts: a mirror may be made years later; what came after the window does not
  -- tell when an undated copy came; while not all commits are seen nobody knows whether it is one
  SELECT d.project_id, d.repo_id, d.key, bool_or(s.first_repo IS NOT NULL) AS again
  FROM published d JOIN published f ON f.project_id = d.project_id AND f.tag = d.tag AND f.repo_id <> d.repo_id
    AND (f.happened_at < $window_to OR f.happened_at IS NULL)
    AND (coalesce(f.happened_at, 'infinity'), f.repo_id) < (coalesce(d.happened_at, 'infinity'), d.repo_id)
  LEFT JOIN shared_commit s ON s.first_repo = f.repo_id AND s.other_repo = d.repo_id
  WHERE s.first_repo IS NOT NULL OR f.repo_id IN (FROM unseen) OR d.repo_id IN (FROM unseen)
  GROUP BY d.project_id, d.repo_id, d.key
), events AS (
  SELECT DISTINCT project_id, 'commits' AS part, ref AS event, person_id, bot, happened_at
  FROM act
  WHERE excluded IS NULL AND bot IN ('human', 'unknown')
    AND kind NOT IN ('discussion', 'change_request', 'review')
  UNION ALL
  SELECT r.project_id, 'merges', c.repo_id || ' ' || c.number, a.person_id, a.bot,
    coalesce(c.merged_at, c.closed_at_platform)
  FROM change_request c
  JOIN project_repo r ON r.repo_id = c.repo_id
  LEFT JOIN merger m ON m.repo_id = c.repo_id AND m.number = c.number AND m.closed_at IS NULL
  LEFT JOIN person_alias a ON a.identity_id = coalesce(c.merger_id, m.merger_id)
  WHERE c.closed_at IS NULL AND (c.merged_at IS NOT NULL OR c.state = 'merged')
    -- what was opened later was not merged before
    AND (coalesce(c.merged_at, c.closed_at_platform) IS NOT NULL OR coalesce(c.created_at < $window_to, true))
  UNION ALL
  SELECT p.project_id, 'releases', p.repo_id || ' ' || p.key, a.person_id, a.bot, p.happened_at
  FROM published p LEFT JOIN person_alias a ON a.identity_id = p.author_id
  ANTI JOIN copies c ON c.project_id = p.project_id AND c.repo_id = p.repo_id AND c.key = p.key
), judged AS (
  SELECT e.project_id, e.part, e.happened_at IS NULL AS no_time, coalesce(o.applicant, false) AS own,
    e.person_id IS NULL OR e.bot IS DISTINCT FROM 'human' AS hidden
  FROM events e LEFT JOIN person_organisation o ON o.project_id = e.project_id
    AND o.person_id = e.person_id AND e.bot = 'human'
    AND (o.since IS NULL OR e.happened_at >= o.since)
    AND (o.until IS NULL OR e.happened_at < o.until)
  WHERE e.happened_at IS NULL OR (e.happened_at >= $window_from AND e.happened_at < $window_to)
), counted AS (
  SELECT project_id, part, count(*) FILTER (NOT no_time) AS total, count(*) FILTER (own AND NOT no_time) AS own,
    count(*) FILTER (hidden AND NOT no_time) AS hidden, count(*) FILTER (no_time) AS undated
  FROM judged GROUP BY project_id, part
), doubtful AS (
  SELECT p.project_id, 'releases' AS part, count(*) AS unsure
  FROM published p JOIN copies c USING (project_id, repo_id, key)
  WHERE NOT c.again AND (p.happened_at IS NULL OR (p.happened_at >= $window_from AND p.happened_at < $window_to))
  GROUP BY p.project_id
), listed AS (
  SELECT p.project_id, v.part, v.part_title, v.what, n.project_id IS NOT NULL AS named, k.total, k.undated, d.unsure,
    CASE WHEN v.hidden THEN k.hidden ELSE k.own END AS n
  FROM project p
  CROSS JOIN (VALUES ('', '', 'commits', false, '实质性提交'),
    ('commits', '提交', 'commits', false, '实质性提交'),
    ('commits_unknown', '提交，未知', 'commits', true, '实质性提交'),
    ('merges', '合并', 'merges', false, '合并的变更请求'),
    ('merges_unknown', '合并，未知', 'merges', true, '合并的变更请求'),
    ('releases', '发布', 'releases', false, '发布的版本'),
    ('releases_unknown', '发布，未知', 'releases', true, '发布的版本')
  ) AS v(part, part_title, kind, hidden, what)
  LEFT JOIN named n ON n.project_id = p.project_id
  LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = v.kind
  LEFT JOIN doubtful d ON d.project_id = p.project_id AND d.part = v.kind
)
SELECT project_id, part, part_title, NULL::DATE AS month,
  CASE WHEN named THEN round(100.0 * n / nullif(total, 0), 2) END AS value,
  CASE WHEN named AND undated > 0 AND total = 0 THEN what || '都没有时间，不知道是否在窗口内'
    -- with words, or a nought beside undated ones would be taken for unknown
    WHEN named AND undated > 0 AND n = 0 THEN format('0，另有 {} 条没有时间', undated)
    WHEN named AND coalesce(total, 0) = 0 THEN '窗口内没有' || what END AS value_text,
  CASE WHEN named THEN coalesce(n, 0)::BIGINT END AS n,
  CASE WHEN named THEN coalesce(undated, 0) END AS undated, CASE WHEN named THEN unsure END AS unsure
FROM listed ORDER BY 1, 2
