-- title = "距最近一次发布的天数"
-- question = "截止时刻距最近一次版本发布过了几天？"
-- definition = """
--   截止时刻之前最近一次版本发布（不含草稿，时间取发布时间，没有时取创建时间）到截止时刻的整天数；
--   n 为截止时刻之前的发布数，
--   有相同提交的镜像仓库里同名的版本只算一次，算在最早的那次。没有发布过版本时没有数值。"""
-- unit = "天"
-- version = 4
-- window = "none"
-- needs = ["releases"]
-- rows = ["release"]
-- table = "社区运营"
-- order = 22
-- grows = false
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
  -- the first of them counts: a mirror may be made years later; what came after the instant does not
  -- tell when an undated copy came; while not all commits are seen nobody knows whether it is one
  SELECT d.project_id, d.repo_id, d.key, bool_or(s.first_repo IS NOT NULL) AS again
  FROM dated d JOIN dated f ON f.project_id = d.project_id AND f.tag = d.tag AND f.repo_id <> d.repo_id
    AND (f.happened_at < $as_of OR f.happened_at IS NULL)
    AND (coalesce(f.happened_at, 'infinity'), f.repo_id) < (coalesce(d.happened_at, 'infinity'), d.repo_id)
  LEFT JOIN shared_commit s ON s.first_repo = f.repo_id AND s.other_repo = d.repo_id
  WHERE s.first_repo IS NOT NULL OR f.repo_id IN (FROM unseen) OR d.repo_id IN (FROM unseen)
  GROUP BY d.project_id, d.repo_id, d.key
), counted AS (
  SELECT d.project_id, max(d.happened_at) FILTER (c.again IS NULL) AS last_at,
    count(d.happened_at) FILTER (c.again IS NULL) AS n,
    count(*) FILTER (d.happened_at IS NULL AND c.again IS NULL) AS undated,
    count(*) FILTER (NOT c.again) AS unsure
  FROM dated d LEFT JOIN copies c USING (project_id, repo_id, key)
  WHERE d.happened_at IS NULL OR d.happened_at < $as_of
  GROUP BY d.project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  floor(epoch($as_of::TIMESTAMPTZ - k.last_at) / 86400) AS value,
  CASE WHEN coalesce(k.n, 0) = 0 AND coalesce(k.undated, 0) = 0 THEN '没有发布过版本' END
    AS value_text,
  coalesce(k.n, 0) AS n, k.undated, k.unsure
FROM project p LEFT JOIN counted k ON k.project_id = p.project_id
ORDER BY 1
