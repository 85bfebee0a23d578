-- title = "持续时间"
-- question = "从最早的公开活动到截止时刻过了几天？"
-- definition = """
--   以下最早者到截止时刻的整天数，三者分列：仓库在平台上的建立时间、第一个提交的提交时间、第一次版本发布。
--   提交时间由提交者的机器写入，可能早于公开的日期；早于 1990 年的视为时钟错误，不计。
--   n 为各仓库有时间的起点数。采集不完整时真实天数只会更多。"""
-- unit = "天"
-- version = 1
-- window = "none"
-- needs = ["commits", "repository?", "releases?"]
-- rows = ["repo_fact", "commit", "release"]
-- dated = ["commit", "release"]
-- table = "社区运营"
-- order = 1
-- trend = "calendar"
-- grows = true
-- unknown = "没有任何带时间的公开活动"
-- [part_needs]
-- created = ["repository"]
-- first_commit = ["commits"]
-- first_release = ["releases"]
WITH seen AS (
  SELECT repo_id, 'created' AS part, min(created_at) AS first_at FROM repo_fact
  WHERE closed_at IS NULL AND created_at < $as_of GROUP BY repo_id
  UNION ALL
  SELECT repo_id, 'first_commit', min(coalesce(committed_at, authored_at)) FROM "commit"
  WHERE closed_at IS NULL AND coalesce(committed_at, authored_at) >= TIMESTAMPTZ '1990-01-01 00:00:00+00'
    AND coalesce(committed_at, authored_at) < $as_of GROUP BY repo_id
  UNION ALL
  SELECT repo_id, 'first_release', min(coalesce(published_at, created_at)) FROM release
  WHERE closed_at IS NULL AND is_draft IS NOT TRUE AND coalesce(published_at, created_at) < $as_of
  GROUP BY repo_id
), earliest AS (
  SELECT r.project_id, coalesce(s.part, '') AS part, min(s.first_at) AS first_at, count(*) AS n
  FROM seen s JOIN project_repo r ON r.repo_id = s.repo_id
  GROUP BY GROUPING SETS ((r.project_id), (r.project_id, s.part))
), cells AS (
  SELECT project_id, v.part, v.part_title, v.none FROM project
  CROSS JOIN (VALUES ('', '', NULL), ('created', '在平台上建立', NULL),
    ('first_commit', '第一个提交', '没有提交'), ('first_release', '第一次发布', '没有发布过版本')
  ) AS v(part, part_title, none)
)
SELECT c.project_id, c.part, c.part_title, NULL::DATE AS month,
  floor(epoch($as_of::TIMESTAMPTZ - e.first_at) / 86400) AS value,
  CASE WHEN e.first_at IS NULL THEN c.none END AS value_text, coalesce(e.n, 0) AS n
FROM cells c LEFT JOIN earliest e ON e.project_id = c.project_id AND e.part = c.part
ORDER BY 1, 2
