-- title = "版本发布频率"
-- question = "窗口内平均每月发布几个版本？"
-- definition = """
--   窗口内的版本发布数（口径同“版本发布数”的合计：不含草稿，镜像中同名的版本只算一次，算在最早的那次）除以窗口的月数，
--   一个月按 30.4375 天计；n 为版本数。"""
-- unit = "次/月"
-- version = 3
-- window = "window"
-- needs = ["releases"]
-- rows = ["release"]
-- table = "社区运营"
-- order = 21
-- grows = true
-- unknown = "平台没有给出时间"
WITH shared_commit AS (
  SELECT DISTINCT a.repo_id AS first_repo, b.repo_id AS other_repo
  FROM "commit" a JOIN "commit" b ON b.sha = a.sha AND b.repo_id <> a.repo_id
  WHERE a.closed_at IS NULL AND b.closed_at IS NULL
), dated AS (
  SELECT r.project_id, l.repo_id, l.tag, coalesce(l.published_at, l.created_at) AS happened_at
  FROM release l JOIN project_repo r ON r.repo_id = l.repo_id
  WHERE l.closed_at IS NULL AND l.is_draft IS NOT TRUE
), counted AS (
  SELECT d.project_id, count(d.happened_at) AS n,
    count(*) FILTER (d.happened_at IS NULL) AS undated
  FROM dated d
  WHERE (d.happened_at IS NULL OR (d.happened_at >= $window_from AND d.happened_at < $window_to))
    AND NOT EXISTS (SELECT 1 FROM dated f JOIN shared_commit s ON s.first_repo = f.repo_id
      WHERE s.other_repo = d.repo_id AND f.project_id = d.project_id AND f.tag = d.tag
        -- the first of the copies: a mirror may be made years later; what came after the window
        -- does not tell when an undated copy came
        AND (f.happened_at < $window_to OR f.happened_at IS NULL)
        AND (coalesce(f.happened_at, 'infinity'), f.repo_id) < (coalesce(d.happened_at, 'infinity'), d.repo_id))
  GROUP BY d.project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  round(coalesce(k.n, 0) * 30.4375
    / (epoch($window_to::TIMESTAMPTZ - $window_from::TIMESTAMPTZ) / 86400), 6)::DOUBLE AS value,
  NULL::TEXT AS value_text, coalesce(k.n, 0) AS n, k.undated
FROM project p LEFT JOIN counted k ON k.project_id = p.project_id
ORDER BY 1
