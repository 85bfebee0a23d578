-- title = "有推送的Fork"
-- question = "有多少 Fork 在建立之后有过推送，占多少？"
-- definition = """
--   Fork 列表中最后推送时间晚于创建时间的 Fork 占两个时间都有的 Fork 的百分比；n 为有推送的个数。
--   这是公开可见的迹象，不等于有自己的提交：与上游同步也是推送，刚建立而尚未推送的算作没有。
--   平台只给出最后一次推送的时间：截止时刻之后又推送过的，截止时有没有推送过已不可知，这时没有数值，只写范围。
--   多数项目的 Fork 大多没有推送，比例低不说明问题。已删除或转为私有的 Fork 不在列表中。"""
-- unit = "%"
-- version = 3
-- window = "none"
-- needs = ["forks"]
-- rows = ["fork"]
-- kinds = ["repository"]
-- table = "星标数与Fork数"
-- order = 14
-- grows = false
-- unknown = "平台没有给出 Fork 的创建与推送时间"
WITH seen AS (
  SELECT r.project_id, r.repo_id, f.pushed_at > f.created_at AND f.pushed_at < $as_of AS pushed,
    f.pushed_at >= $as_of AND f.created_at IS NOT NULL AS since,
    f.created_at IS NULL OR f.pushed_at IS NULL AS undated
  FROM "fork" f JOIN project_repo r ON r.repo_id = f.repo_id
  WHERE f.closed_at IS NULL AND coalesce(f.created_at < $as_of, true) AND r.kind = 'repository'
), counted AS (
  SELECT project_id, coalesce(repo_id, '') AS part, count(*) FILTER (NOT undated) AS dated,
    count(*) FILTER (pushed) AS pushed,
    count(*) FILTER (since) AS since, count(*) FILTER (undated) AS undated
  FROM seen GROUP BY GROUPING SETS ((project_id), (project_id, repo_id))
), cells AS (
  SELECT project_id, '' AS part FROM project
  UNION ALL SELECT project_id, repo_id FROM project_repo WHERE kind = 'repository'
)
SELECT c.project_id, c.part, c.part AS part_title, NULL::DATE AS month,
  CASE WHEN k.since = 0 THEN round(100.0 * k.pushed / nullif(k.dated, 0), 2) END::DOUBLE AS value,
  CASE WHEN k.since > 0 THEN format('{:.2f} 至 {:.2f} 之间，取决于截止之后又推送过的 {} 个 Fork',
      100.0 * k.pushed / k.dated, 100.0 * (k.pushed + k.since) / k.dated, k.since)
    -- with words, or a nought beside undated ones would be taken for unknown
    WHEN k.pushed = 0 AND k.dated > 0 AND k.undated > 0 THEN format('0，另有 {} 个没有时间', k.undated)
    WHEN coalesce(k.dated, 0) = 0 AND coalesce(k.undated, 0) = 0 THEN '没有 Fork' END
    AS value_text,
  coalesce(k.pushed, 0) AS n, k.undated
FROM cells c LEFT JOIN counted k ON k.project_id = c.project_id AND k.part = c.part
ORDER BY 1, 2
