-- title = "版本发布数"
-- question = "窗口内发布了多少版本，每月多少？"
-- definition = """
--   窗口内发布的版本（不含草稿，含预发布）；没有发布记录的来源以标签代替；时间取发布时间，没有时取创建时间。
--   有相同提交的镜像仓库里同名的版本在合计中只算一次，算在最早的那次，提交没有读全、看不出是不是镜像的也这样，不作完整；各仓库分列时各算各的；窗口首尾两个月可能不足整月。"""
-- unit = "次"
-- version = 3
-- window = "window"
-- needs = ["releases"]
-- rows = ["release"]
-- table = "社区运营"
-- order = 20
-- grows = true
-- copies = true
-- unknown = "平台没有给出时间"
WITH shared_commit AS (
  SELECT DISTINCT a.repo_id AS first_repo, b.repo_id AS other_repo
  FROM "commit" a JOIN "commit" b ON b.sha = a.sha AND b.repo_id <> a.repo_id
  WHERE a.closed_at IS NULL AND b.closed_at IS NULL
), dated AS (
  SELECT r.project_id, l.repo_id, l.tag, l.key, coalesce(l.published_at, l.created_at) AS happened_at
  FROM release l JOIN project_repo r ON r.repo_id = l.repo_id
  WHERE l.closed_at IS NULL AND l.is_draft IS NOT TRUE
), unseen AS (
  SELECT repo_id FROM project_repo
  EXCEPT SELECT repo_id FROM stream_state WHERE stream = 'commits' AND grade = 'complete'
), copies AS (
  -- the first of them counts: a mirror may be made years later; what came after the window does not
  -- tell when an undated copy came; while not all commits are seen nobody knows whether it is one
  SELECT d.project_id, d.repo_id, d.key, bool_or(s.first_repo IS NOT NULL) AS again
  FROM dated d JOIN dated f ON f.project_id = d.project_id AND f.tag = d.tag AND f.repo_id <> d.repo_id
    AND (f.happened_at < $window_to OR f.happened_at IS NULL)
    AND (coalesce(f.happened_at, 'infinity'), f.repo_id) < (coalesce(d.happened_at, 'infinity'), d.repo_id)
  LEFT JOIN shared_commit s ON s.first_repo = f.repo_id AND s.other_repo = d.repo_id
  WHERE s.first_repo IS NOT NULL OR f.repo_id IN (FROM unseen) OR d.repo_id IN (FROM unseen)
  GROUP BY d.project_id, d.repo_id, d.key
), events AS (
  SELECT d.project_id, d.repo_id, d.happened_at IS NULL AS no_time,
    date_trunc('month', timezone('Asia/Shanghai', d.happened_at))::DATE AS month,
    c.again IS NOT NULL AS again, c.again = false AS unsure
  FROM dated d LEFT JOIN copies c USING (project_id, repo_id, key)
  WHERE d.happened_at IS NULL OR (d.happened_at >= $window_from AND d.happened_at < $window_to)
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, month,
    count(*) FILTER (NOT no_time AND NOT again) AS once,
    count(*) FILTER (NOT no_time) AS own, count(*) FILTER (unsure) AS unsure,
    count(*) FILTER (no_time AND NOT again) AS undated_once, count(*) FILTER (no_time) AS undated_own
  FROM events GROUP BY GROUPING SETS
    ((project_id), (project_id, month), (project_id, repo_id), (project_id, repo_id, month))
  HAVING grouping(month) = 1 OR month IS NOT NULL
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), cells AS (
  SELECT project_id, '' AS part, month FROM project CROSS JOIN times
  UNION ALL SELECT project_id, repo_id, month FROM project_repo CROSS JOIN times
)
SELECT c.project_id, c.part, c.part AS part_title, c.month,
  coalesce(k.n, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.n, 0)::BIGINT AS n, k.undated,
  CASE WHEN c.part = '' THEN k.unsure END AS unsure
FROM cells c
LEFT JOIN (
  SELECT *, CASE WHEN part = '' THEN once ELSE own END AS n,
    CASE WHEN part = '' THEN undated_once ELSE undated_own END AS undated
  FROM counted
) k ON k.project_id = c.project_id AND k.part = c.part
  AND k.month IS NOT DISTINCT FROM c.month
ORDER BY 1, 2, 4 NULLS FIRST
