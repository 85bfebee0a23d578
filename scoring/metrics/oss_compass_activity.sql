-- title = "OSS Compass 活跃度"
-- question = "按 OSS Compass 的活跃度模型，这个仓库得几分？"
-- definition = """
--   OSS Compass 的 Activity 模型，按 compass-metrics-model 的代码（提交 3b5b042，README 所说的入口 run.py、单仓库的阈值）：
--   Σ 权重×ln(1+x)/ln(1+max(x,阈值)) ÷ Σ权重，留五位小数，再由 [−0.22934, 1.22934] 归一化。项、权重、阈值：
--   贡献者 0.18009、2000；每周提交 0.18009、1000；距上次更新（月）−0.12742、0.25；机构数 0.11501、10；每个 Issue 的评论 0.07768、5；
--   每个变更请求的评审 0.04919、8；更新的 Issue 0.04919、2500；近一年发布 0.03177、12。没有取到的项当作 0（距上次更新当作阈值）。
--   取数照它：90 天内的提交作者、Issue 与变更请求的作者和评论者（含机器人）为贡献者，一人的账号与署名按本程序的规则合并；
--   提交按作者时间除以 12.85；距上次更新按提交时间、每月 30 天留两位小数；一个提交也没有的仓库它不给分；
--   评论为 90 天内新开 Issue 的评论均值，评审为 90 天内新开变更请求的评审评论均值，两者不计作者本人与机器人、留四位小数，没有新开的为未取到；
--   GitHub 上的评审评论只算改动行上的，其他平台算变更请求下的全部评论；更新的 Issue 是更新时间在 90 天内的；发布按创建时间。
--   机构数是 90 天内提交者所属的不同单位，它靠邮箱域名对照自己的名单和资料里的公司，我们靠邮箱域名、随评审见到的资料与 people.toml（口径同
--   “各单位的活跃贡献者”），认不出的不算：“最高”是机构数封顶时的得分。提交说明里 Signed-off-by 的其他人它也算一次提交，我们看不见；
--   没有新开 Issue 或变更请求时它用更早的数值按天递减，我们按未取到计。
--   同一代码库里 compass_model 的机构数阈值是 30（thresholds.yaml），其余相同：另列“机构数阈值 30”。
--   各仓库分列；整体与各项取得分最高的仓库，n 为取到的项数，各项取到时为 1。截止时刻之后又更新过的 Issue 不计。"""
-- unit = ""
-- version = 3
-- window = "90d"
-- needs = ["commits", "issues", "issue_comments", "change_requests", "change_request_comments", "releases", "mailmap?", "commit_accounts?", "reviews?"]
-- rows = ["commit", "issue", "comment", "change_request", "release", "mailmap_line", "account_link", "account_company"]
-- dated = ["commit", "issue", "comment", "change_request", "release"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 95
-- grows = false
-- across = ["commits", "reviews"]
-- unknown = "没有可算的仓库"
WITH here AS (
  SELECT r.project_id, r.repo_id, r.platform, coalesce(list(s.stream), []) AS streams
  FROM project_repo r JOIN stream_state s ON s.repo_id = r.repo_id AND s.grade <> 'not_observable'
  WHERE r.kind = 'repository'
  GROUP BY r.project_id, r.repo_id, r.platform HAVING list_contains(streams, 'issues')
), known AS (
  SELECT identity_id, person_id, bot FROM person_alias
), pushed AS (
  SELECT repo_id, count(*) FILTER (coalesce(authored_at, committed_at) >= $window_from
      AND coalesce(authored_at, committed_at) < $window_to) AS commits,
    max(coalesce(committed_at, authored_at)) AS last_at
  FROM "commit" WHERE closed_at IS NULL AND coalesce(committed_at, authored_at) < $window_to GROUP BY repo_id
), seen AS (
  SELECT repo_id, author_id, coalesce(authored_at, committed_at) AS happened_at FROM "commit"
  WHERE closed_at IS NULL
  UNION ALL SELECT repo_id, author_id, created_at FROM issue WHERE closed_at IS NULL
  UNION ALL SELECT repo_id, author_id, created_at FROM change_request WHERE closed_at IS NULL
  UNION ALL SELECT repo_id, author_id, created_at FROM comment
  WHERE closed_at IS NULL AND subject_kind IS DISTINCT FROM 'discussion'
), people AS (
  SELECT s.repo_id, count(DISTINCT coalesce(k.person_id, s.author_id)) AS people
  FROM seen s LEFT JOIN known k ON k.identity_id = s.author_id
  WHERE s.happened_at >= $window_from AND s.happened_at < $window_to GROUP BY s.repo_id
), said AS (
  SELECT c.repo_id, c.subject_kind, c.subject_number, c.is_review, c.author_id, k.person_id
  FROM comment c LEFT JOIN known k ON k.identity_id = c.author_id
  WHERE c.closed_at IS NULL AND c.created_at < $window_to AND coalesce(k.bot, 'human') = 'human'
), opened AS (
  SELECT repo_id, 'issue' AS kind, number, author_id FROM issue
  WHERE closed_at IS NULL AND created_at >= $window_from AND created_at < $window_to
  UNION ALL
  SELECT repo_id, 'change_request', number, author_id FROM change_request
  WHERE closed_at IS NULL AND created_at >= $window_from AND created_at < $window_to
), answered AS (
  SELECT h.project_id, o.repo_id, o.kind, count(DISTINCT o.number) AS opened, count(s.subject_number) AS comments
  FROM here h JOIN opened o ON o.repo_id = h.repo_id
  LEFT JOIN said s ON s.repo_id = o.repo_id AND s.subject_kind = o.kind AND s.subject_number = o.number
    AND s.author_id IS DISTINCT FROM o.author_id
    AND (o.kind = 'issue' OR s.is_review OR h.platform <> 'github')
  GROUP BY h.project_id, o.repo_id, o.kind
), employed AS (
  SELECT h.project_id, c.repo_id, count(DISTINCT o.organisation) AS orgs
  FROM here h JOIN "commit" c ON c.repo_id = h.repo_id AND c.closed_at IS NULL
    AND coalesce(c.authored_at, c.committed_at) >= $window_from
    AND coalesce(c.authored_at, c.committed_at) < $window_to
  JOIN known k ON k.identity_id = c.author_id
  JOIN person_organisation o ON o.project_id = h.project_id AND o.person_id = k.person_id
    AND (o.since IS NULL OR o.since < $window_to) AND (o.until IS NULL OR o.until > $window_from)
  GROUP BY h.project_id, c.repo_id
), updated AS (
  SELECT repo_id, count(*) AS issues FROM issue
  WHERE closed_at IS NULL AND updated_at >= $window_from AND updated_at < $window_to GROUP BY repo_id
), released AS (
  SELECT repo_id, count(*) AS releases FROM release
  WHERE closed_at IS NULL AND is_draft IS NOT TRUE AND coalesce(created_at, published_at) < $window_to
    AND coalesce(created_at, published_at) >= $window_to::TIMESTAMPTZ - to_hours(24 * 365)
  GROUP BY repo_id
), inputs AS (
  SELECT h.project_id, h.repo_id, unnest(map_entries(MAP {
    'contributor_count': coalesce(e.people, 0)::DOUBLE,
    'commit_frequency':
      CASE WHEN list_contains(h.streams, 'commits') THEN coalesce(p.commits, 0) / 12.85 END::DOUBLE,
    'updated_since': CASE WHEN NOT list_contains(h.streams, 'commits') THEN NULL
      ELSE round(epoch($window_to::TIMESTAMPTZ - p.last_at) / 2592000 * 100) / 100 END::DOUBLE,
    'org_count': CASE WHEN list_contains(h.streams, 'commits') THEN coalesce(g.orgs, 0) END::DOUBLE,
    'comment_frequency': CASE WHEN list_contains(h.streams, 'issue_comments')
      THEN round(i.comments / i.opened, 4) END::DOUBLE,
    'code_review_count': CASE WHEN list_contains(h.streams, 'change_request_comments')
      THEN round(c.comments / c.opened, 4) END::DOUBLE,
    'updated_issues_count': coalesce(u.issues, 0)::DOUBLE,
    'recent_releases_count':
      CASE WHEN list_contains(h.streams, 'releases') THEN coalesce(l.releases, 0) END::DOUBLE
  }), recursive := true)
  FROM here h LEFT JOIN people e ON e.repo_id = h.repo_id LEFT JOIN pushed p ON p.repo_id = h.repo_id
  LEFT JOIN answered i ON i.project_id = h.project_id AND i.repo_id = h.repo_id AND i.kind = 'issue'
  LEFT JOIN answered c ON c.project_id = h.project_id AND c.repo_id = h.repo_id AND c.kind = 'change_request'
  LEFT JOIN employed g ON g.project_id = h.project_id AND g.repo_id = h.repo_id
  LEFT JOIN updated u ON u.repo_id = h.repo_id LEFT JOIN released l ON l.repo_id = h.repo_id
),
-- The formula alone: from `inputs` (project_id, repo_id, key, value) to `scored`.
signal AS (
  SELECT * FROM (VALUES
    (1, 'contributor_count', 0.18009::DOUBLE, 2000.0::DOUBLE), (2, 'commit_frequency', 0.18009, 1000),
    (3, 'updated_since', -0.12742, 0.25), (4, 'org_count', 0.11501, 10), (5, 'comment_frequency', 0.07768, 5),
    (6, 'code_review_count', 0.04919, 8), (7, 'updated_issues_count', 0.04919, 2500),
    (8, 'recent_releases_count', 0.03177, 12)
  ) AS v(place, key, weight, threshold)
),
weighed AS (
  SELECT i.project_id, i.repo_id, i.value, s.place, s.key, s.weight, v.reading,
    CASE WHEN s.key = 'org_count' AND v.reading = 'threshold_30' THEN 30 ELSE s.threshold END AS threshold,
    greatest(coalesce(i.value, CASE WHEN s.weight < 0 THEN s.threshold ELSE 0 END),
      CASE WHEN v.reading = 'highest' AND s.key = 'org_count' THEN s.threshold ELSE 0 END) AS x
  FROM inputs i JOIN signal s ON s.key = i.key
  CROSS JOIN (VALUES ('score'), ('threshold_30'), ('highest')) AS v(reading)
),
scored AS (
  SELECT project_id, repo_id, reading, count(value) AS signals,
    (round(list_sum(list(ln(1 + x) / ln(1 + greatest(x, threshold)) * weight ORDER BY place))
      / list_sum(list(weight ORDER BY place)), 5) + 0.22934::DOUBLE) / (1.22934::DOUBLE + 0.22934::DOUBLE) AS value
  FROM weighed GROUP BY project_id, repo_id, reading
),
-- The end of the formula.
told AS (
  SELECT s.project_id, s.repo_id, s.signals, CASE WHEN NOT e.empty THEN s.value END AS value,
    CASE WHEN e.empty THEN '一个提交也没有，模型不给分' END AS value_text
  FROM scored s JOIN (
    SELECT h.project_id, h.repo_id, p.last_at IS NULL AND list_contains(h.streams, 'commits') AS empty
    FROM here h LEFT JOIN pushed p ON p.repo_id = h.repo_id
  ) e ON e.project_id = s.project_id AND e.repo_id = s.repo_id
  WHERE s.reading = 'score'
), led AS (
  FROM told
  QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY value DESC NULLS LAST,
    split_part(repo_id, ':', 1) DESC, repo_id) = 1
), titled AS (
  SELECT * FROM (VALUES ('contributor_count', '贡献者'), ('commit_frequency', '每周提交'),
    ('updated_since', '距上次更新（月）'), ('org_count', '机构数'), ('comment_frequency', '每个Issue的评论'),
    ('code_review_count', '每个变更请求的评审'), ('updated_issues_count', '更新的Issue'),
    ('recent_releases_count', '近一年发布'), ('threshold_30', '机构数阈值 30'), ('highest', '最高（机构数封顶）')
  ) AS v(key, part_title)
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, l.value,
  l.value_text, l.signals AS n
FROM project p LEFT JOIN led l ON l.project_id = p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, value, value_text, signals FROM told
UNION ALL
SELECT project_id, 'of', '各项取自', NULL, NULL, repo_id, 1 FROM led
UNION ALL
SELECT s.project_id, s.reading, t.part_title, NULL, s.value, NULL, s.signals
FROM led l JOIN scored s ON s.project_id = l.project_id AND s.repo_id = l.repo_id
  AND s.reading <> 'score' AND l.value IS NOT NULL
JOIN titled t ON t.key = s.reading
UNION ALL
SELECT l.project_id, i.key, t.part_title, NULL, i.value, CASE WHEN i.value IS NULL THEN '没有取到' END,
  CASE WHEN i.value IS NULL THEN 0 ELSE 1 END
FROM led l JOIN inputs i ON i.project_id = l.project_id AND i.repo_id = l.repo_id
JOIN titled t ON t.key = i.key
ORDER BY 1, 2
