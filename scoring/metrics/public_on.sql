-- title = "公开的仓库数"
-- question = "项目在哪些平台公开，自何时起？"
-- definition = """
--   项目所列仓库、模型、数据集与 Space 中，平台说明为公开、且在截止时刻之前建立的个数；
--   各仓库分列，写明平台上的建立日期（Asia/Shanghai）。公开与否按平台在截止时刻所说，
--   那时还没有读到的按其后第一次所说，不作完整；平台没有说明是否公开的不计。"""
-- unit = "个"
-- version = 3
-- window = "none"
-- needs = ["repository"]
-- rows = ["repo_fact"]
-- table = "社区运营"
-- order = 3
-- grows = false
-- standing = true
-- adds = true
-- unknown = "平台没有说明该仓库是否公开"
WITH stood AS (
  -- what the platform said at the instant, or the first it said after
  FROM repo_fact WHERE closed_at IS NULL OR closed_at > $as_of
  QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at, answer_id) = 1
), listed AS (
  SELECT r.project_id, r.repo_id, f.created_at,
    f.is_private = false AND coalesce(f.created_at < $as_of, true) AS is_public
  FROM project_repo r LEFT JOIN stood f ON f.repo_id = r.repo_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  count(*) FILTER (l.is_public)::DOUBLE AS value, NULL::TEXT AS value_text,
  count(l.is_public) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, is_public::INTEGER::DOUBLE,
  CASE WHEN is_public THEN '公开' || coalesce('，' ||
    strftime(timezone('Asia/Shanghai', created_at), '%Y-%m-%d') || ' 建立', '，建立日期未知')
    WHEN NOT is_public THEN '截止时刻不公开' END,
  (is_public IS NOT NULL)::INTEGER
FROM listed ORDER BY 1, 2
