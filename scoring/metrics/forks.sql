-- title = "Fork数"
-- question = "截止时刻各平台显示的 Fork 数是多少？"
-- definition = """
--   截止时刻之前最近一次观测到的 Fork 数，保留平台原词；
--   各仓库分列，合计只与分列一起使用；已删除的 Fork 是否计入由平台决定。"""
-- unit = "个"
-- version = 1
-- window = "none"
-- needs = ["repository"]
-- rows = ["count_snapshot:forks"]
-- kinds = ["repository"]
-- table = "星标数与Fork数"
-- order = 2
-- trend = "fork_growth"
-- grows = false
-- standing = true
-- adds = true
-- unknown = "截止时刻之前没有观测到该数值：快照自首次采集起才有，过去的数值无法补采，请以首次采集之后的 --as-of 运行 yuanzheng score"
WITH shown AS (
  SELECT repo_id, value FROM count_snapshot
  WHERE name = 'forks' AND observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)
), listed AS (
  SELECT r.project_id, r.repo_id, s.value
  FROM project_repo r LEFT JOIN shown s ON s.repo_id = r.repo_id WHERE r.kind = 'repository'
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  sum(l.value)::DOUBLE AS value, NULL::TEXT AS value_text, count(l.value) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, value::DOUBLE, NULL, count(value)
FROM listed GROUP BY project_id, repo_id, value
ORDER BY 1, 2
