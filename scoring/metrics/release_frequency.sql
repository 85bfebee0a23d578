-- title = "版本发布频率"
-- question = "窗口内平均每月发布几个版本？"
-- definition = """
--   窗口内的版本发布数（口径同“版本发布数”的合计：不含草稿，镜像中同名的版本只算一次，算在最早的那次）除以窗口的月数，
--   一个月按 30.4375 天计；n 为版本数。"""
-- unit = "次/月"
-- version = 4
-- window = "window"
-- needs = ["releases"]
-- rows = ["release"]
-- table = "社区运营"
-- order = 21
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
), counted AS (
  SELECT d.project_id, count(d.happened_at) FILTER (c.again IS NULL) AS n,
    count(*) FILTER (d.happened_at IS NULL AND c.again IS NULL) AS undated,
    count(*) FILTER (NOT c.again) AS unsure
  FROM dated d LEFT JOIN copies c USING (project_id, repo_id, key)
  WHERE d.happened_at IS NULL OR (d.happened_at >= $window_from AND d.happened_at < $window_to)
  GROUP BY d.project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  round(coalesce(k.n, 0) * 30.4375
    / (epoch($window_to::TIMESTAMPTZ - $window_from::TIMESTAMPTZ) / 86400), 6)::DOUBLE AS value,
  NULL::TEXT AS value_text, coalesce(k.n, 0) AS n, k.undated, k.unsure
FROM project p LEFT JOIN counted k ON k.project_id = p.project_id
ORDER BY 1
