-- title = "OpenSSF 关键性得分（criticality_score）"
-- question = "按 OpenSSF criticality_score 的代码，这个仓库得几分？"
-- definition = """
--   OpenSSF criticality_score v2.0.4（提交 47238f4）的默认配置 default_config.yml（即 original_pike.yml）：
--   各项先截到 [0, 上限]，越小越好的换成“上限减去它”，再取 ln(1+x)/ln(1+上限)，按权重求平均，得 0 至 1；没有取到的一项连同它的权重不计。
--   项、权重、上限：建立至今（月）1、120；距上次更新（月，越小越好）1、120；贡献者数 2、5000；机构数 1、10；每周提交数 1、1000；
--   近一年发布数 0.5、26；更新的 Issue 0.5、5000；关闭的 Issue 0.5、5000；每个 Issue 的评论数 1、15；被提及次数 2、500000。
--   取数也按它的代码：一个月是 30 天，取整；建立时间取平台建立时间与更早的第一个提交的提交时间；上次更新是提交时间最晚的提交的作者时间；
--   贡献者数是平台名单的条数（含匿名邮箱），至多 5000；每周提交数是 365 天内的提交（含合并与机器人）除以 52，留两位小数；
--   365 天内没有发布时，以“标签数×365÷建立天数”取整代替；Issue 两项含变更请求，是 90 天内更新过的，其中现已关闭的算“关闭的”
--   （它的文档说是 90 天内关闭的，代码不是）；评论数是 90 天内更新过的评论除以更新的 Issue，留两位小数。
--   看不见的两项按未设处理：被提及次数（全站提交说明里的搜索结果）和机构数（前 15 名贡献者资料里的公司）。
--   “机构数用本程序认定的单位”是在名单前 15 个账号所属的单位（口径同“各单位的活跃贡献者”，资料里的公司只有随评审见到的）数出机构数再算的，n 为机构数。
--   “最低”“最高”是把看不见的项当作 0 和封顶时的得分。它的 README 写的公式是“距上次更新”权重为 −1，与代码不同，
--   “按 README 的公式”用同样的项算出（看不见的当作 0，留五位小数），也就是 1.0.8 版 Python 代码的公式。
--   发布时间我们只有 REST 接口给的，草稿不计。截止时刻之后又更新过的 Issue 不计。
--   它只认单个 GitHub 仓库：各仓库分列，其他平台照同样口径套用；整体与各项取得分最高的仓库，n 为取到的项数，各项取到时为 1。"""
-- unit = ""
-- version = 3
-- window = "365d"
-- needs = ["repository", "commits", "contributors", "issues", "change_requests", "issue_comments", "change_request_comments?", "releases", "tags?"]
-- rows = ["repo_fact", "commit", "listed_contributor", "issue", "change_request", "comment", "release", "tag", "mailmap_line", "account_link", "account_company"]
-- dated = ["commit", "release"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 92
-- grows = false
-- unknown = "没有任何一项取到数"
-- [part_also]
-- with_organisations = ["mailmap?", "commit_accounts?", "reviews?"]
WITH here AS (
  SELECT r.project_id, r.repo_id, f.created_at
  FROM project_repo r JOIN repo_fact f ON f.repo_id = r.repo_id AND f.closed_at IS NULL
  WHERE r.kind = 'repository'
), asked AS (
  SELECT repo_id, list(stream) AS streams FROM stream_state
  WHERE grade <> 'not_observable' GROUP BY repo_id
), made AS (
  SELECT c.repo_id, c.sha, coalesce(c.committed_at, c.authored_at) AS happened_at,
    coalesce(c.authored_at, c.committed_at) AS authored_at, f.created_at
  FROM "commit" c JOIN repo_fact f ON f.repo_id = c.repo_id AND f.closed_at IS NULL
  WHERE c.closed_at IS NULL AND coalesce(c.committed_at, c.authored_at) < $window_to
), commits AS (
  SELECT repo_id, min(happened_at) FILTER (happened_at <= created_at) AS earlier, arg_max(authored_at, (happened_at, sha)) AS last_at,
    count(*) FILTER (happened_at >= $window_from) AS recent
  FROM made GROUP BY repo_id
), threads AS (
  SELECT repo_id, count(*) AS updated, count(*) FILTER (state <> 'open') AS closed
  FROM (
    SELECT repo_id, state, updated_at FROM issue WHERE closed_at IS NULL
    UNION ALL SELECT repo_id, state, updated_at FROM change_request WHERE closed_at IS NULL
  )
  WHERE updated_at >= $window_to::TIMESTAMPTZ - to_hours(24 * 90) AND updated_at < $window_to
  GROUP BY repo_id
), said AS (
  SELECT repo_id, count(*) AS comments FROM comment
  WHERE closed_at IS NULL AND NOT is_review AND subject_kind IS DISTINCT FROM 'discussion'
    AND updated_at >= $window_to::TIMESTAMPTZ - to_hours(24 * 90) AND updated_at < $window_to
  GROUP BY repo_id
), released AS (
  SELECT repo_id, count(*) AS releases FROM release
  WHERE closed_at IS NULL AND is_draft IS NOT TRUE
    AND coalesce(created_at, published_at) >= $window_from AND coalesce(created_at, published_at) < $window_to
  GROUP BY repo_id
), tagged AS (
  SELECT repo_id, count(*) AS tags FROM tag WHERE closed_at IS NULL GROUP BY repo_id
), named AS (
  SELECT repo_id, least(count(*), 5000) AS people FROM listed_contributor
  WHERE closed_at IS NULL GROUP BY repo_id
), facts AS (
  SELECT h.project_id, h.repo_id, coalesce(a.streams, []) AS streams, c.recent, c.last_at,
    epoch($window_to::TIMESTAMPTZ - coalesce(c.earlier, h.created_at)) AS age,
    epoch($window_to::TIMESTAMPTZ - c.last_at) AS idle,
    coalesce(n.people, 0) AS people, coalesce(t.updated, 0) AS updated, coalesce(t.closed, 0) AS closed,
    coalesce(s.comments, 0) AS comments, coalesce(l.releases, 0) AS releases, coalesce(g.tags, 0) AS tags
  FROM here h
  LEFT JOIN asked a ON a.repo_id = h.repo_id LEFT JOIN commits c ON c.repo_id = h.repo_id
  LEFT JOIN threads t ON t.repo_id = h.repo_id LEFT JOIN said s ON s.repo_id = h.repo_id
  LEFT JOIN released l ON l.repo_id = h.repo_id LEFT JOIN tagged g ON g.repo_id = h.repo_id
  LEFT JOIN named n ON n.repo_id = h.repo_id
), inputs AS (
  SELECT project_id, repo_id, unnest(map_entries(MAP {
    'created_since': trunc(abs(age) / 2592000)::DOUBLE,
    'updated_since': trunc(abs(idle) / 2592000)::DOUBLE,
    'contributor_count': CASE WHEN list_contains(streams, 'contributors') THEN people END::DOUBLE,
    'org_count': NULL::DOUBLE,
    'commit_frequency':
      CASE WHEN list_contains(streams, 'commits') THEN round(coalesce(recent, 0) / 52 * 100) / 100 END::DOUBLE,
    'recent_release_count': CASE WHEN NOT list_contains(streams, 'releases') THEN NULL
      WHEN releases > 0 THEN releases WHEN floor(age / 86400) > 0
      THEN trunc(tags * 365 / floor(age / 86400)) WHEN age IS NOT NULL THEN 0 END::DOUBLE,
    'updated_issues_count': CASE WHEN list_contains(streams, 'issues') THEN updated END::DOUBLE,
    'closed_issues_count': CASE WHEN list_contains(streams, 'issues') THEN closed END::DOUBLE,
    'issue_comment_frequency': CASE WHEN NOT list_contains(streams, 'issue_comments') THEN NULL
      WHEN updated > 0 THEN round(comments / updated * 100) / 100 ELSE 0 END::DOUBLE,
    'github_mention_count': NULL::DOUBLE
  }), recursive := true)
  FROM facts
),
-- The formula alone: from `inputs` (project_id, repo_id, key, value) to `scored`.
signal AS (
  SELECT * FROM (VALUES
    (1, 'created_since', 1.0::DOUBLE, 120.0::DOUBLE, false), (2, 'updated_since', 1, 120, true),
    (3, 'contributor_count', 2, 5000, false), (4, 'org_count', 1, 10, false),
    (5, 'commit_frequency', 1, 1000, false), (6, 'recent_release_count', 0.5, 26, false),
    (7, 'updated_issues_count', 0.5, 5000, false), (8, 'closed_issues_count', 0.5, 5000, false),
    (9, 'issue_comment_frequency', 1, 15, false), (10, 'github_mention_count', 2, 500000, false)
  ) AS v(place, key, weight, cap, inverted)
),
shares AS (
  SELECT i.project_id, i.repo_id, s.place, s.key, s.weight,
    s.weight * ln(1 + CASE WHEN s.inverted THEN s.cap - b.bounded ELSE b.bounded END)
      / ln(1 + s.cap) AS part,
    CASE WHEN s.inverted THEN -1 ELSE 1 END * s.weight AS signed, ln(1 + coalesce(i.value, 0))
      / ln(1 + greatest(coalesce(i.value, 0), s.cap)) AS plain
  FROM inputs i JOIN signal s ON s.key = i.key,
    LATERAL (SELECT CASE WHEN i.value IS NOT NULL THEN least(greatest(i.value, 0), s.cap) END AS bounded) b
),
scored AS (
  SELECT project_id, repo_id, count(part) AS signals,
    list_sum(list(part ORDER BY place) FILTER (part IS NOT NULL))
      / list_sum(list(weight ORDER BY place) FILTER (part IS NOT NULL)) AS value,
    list_sum(list(weight ORDER BY place) FILTER (part IS NOT NULL)) AS known_weight,
    list_sum(list(coalesce(part, 0) ORDER BY place)) / list_sum(list(weight ORDER BY place)) AS lowest,
    list_sum(list(coalesce(part, weight) ORDER BY place)) / list_sum(list(weight ORDER BY place)) AS highest,
    greatest(0, least(1, round(list_sum(list(signed * plain ORDER BY place))
      / list_sum(list(signed ORDER BY place)), 5))) AS readme
  FROM shares GROUP BY project_id, repo_id
),
-- The end of the formula.
led AS (
  FROM scored QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY value DESC NULLS LAST,
    split_part(repo_id, ':', 1) DESC, repo_id) = 1
), leaders AS (
  SELECT l.project_id, c.identity_id
  FROM led l JOIN listed_contributor c ON c.repo_id = l.repo_id AND c.closed_at IS NULL
  JOIN identity i ON i.identity_id = c.identity_id AND i.closed_at IS NULL AND i.platform <> 'git'
  QUALIFY row_number() OVER (PARTITION BY l.project_id ORDER BY c.contributions DESC NULLS LAST, c.identity_id) <= 15
), employed AS (
  SELECT p.project_id, count(DISTINCT o.organisation) AS orgs
  FROM leaders p JOIN person_alias a ON a.identity_id = p.identity_id AND a.bot <> 'certain'
  JOIN person_organisation o ON o.project_id = p.project_id AND o.person_id = a.person_id
    AND (o.since IS NULL OR o.since < $window_to) AND (o.until IS NULL OR o.until >= $window_to)
  GROUP BY p.project_id
), titled AS (
  SELECT * FROM (VALUES
    ('created_since', '建立至今（月）'), ('updated_since', '距上次更新（月）'), ('contributor_count', '贡献者数'),
    ('org_count', '机构数'), ('commit_frequency', '每周提交数'), ('recent_release_count', '近一年发布数'),
    ('updated_issues_count', '更新的Issue'), ('closed_issues_count', '关闭的Issue'),
    ('issue_comment_frequency', '每个Issue的评论数'), ('github_mention_count', '被提及次数')
  ) AS v(key, part_title)
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, l.value,
  NULL::TEXT AS value_text, l.signals AS n
FROM project p LEFT JOIN led l ON l.project_id = p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, value, NULL, signals FROM scored
UNION ALL
SELECT project_id, 'of', '各项取自', NULL, NULL, repo_id, 1 FROM led
UNION ALL
SELECT project_id, v.part, v.part_title, NULL, v.value, NULL, signals
FROM led, LATERAL (VALUES ('lowest', '最低（看不见的按 0）', lowest), ('highest', '最高（看不见的按封顶）', highest),
  ('readme', '按 README 的公式', readme)) AS v(part, part_title, value)
UNION ALL
SELECT l.project_id, 'with_organisations', '机构数用本程序认定的单位', NULL,
  CASE WHEN e.orgs > 0 THEN
    (l.value * l.known_weight + ln(1 + least(e.orgs, 10)) / ln(11)) / (l.known_weight + 1) END,
  CASE WHEN e.orgs IS NULL THEN '没有认定出单位' END, coalesce(e.orgs, 0)
FROM led l LEFT JOIN employed e ON e.project_id = l.project_id
UNION ALL
SELECT l.project_id, i.key, t.part_title, NULL, i.value, CASE WHEN i.value IS NULL THEN '看不见，按未设处理' END,
  CASE WHEN i.value IS NULL THEN 0 ELSE 1 END
FROM led l JOIN inputs i ON i.project_id = l.project_id AND i.repo_id = l.repo_id
JOIN titled t ON t.key = i.key
ORDER BY 1, 2
