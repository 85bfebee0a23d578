-- title = "近30天下载量"
-- question = "截止时刻模型与数据集各自显示的近 30 天下载量是多少？"
-- definition = """
--   截止时刻之前最近一次观测到的、平台滚动统计的近 30 天下载量，逐个分列；模型与数据集的统计口径不同，
--   持续集成等自动下载也在其中，因此从不相加，整体没有数值。"""
-- unit = "次"
-- version = 1
-- window = "none"
-- needs = ["repository"]
-- rows = ["count_snapshot:downloads_30d"]
-- kinds = ["model", "dataset"]
-- table = "星标数与Fork数"
-- order = 5
-- grows = false
-- standing = true
-- unknown = "截止时刻之前没有观测到该数值：平台不提供历史下载量，快照自首次采集起才有，过去的数值无法补采，请以首次采集之后的 --as-of 运行 yuanzheng score"
-- words = ["不相加，见分列"]
WITH shown AS (
  SELECT repo_id, value FROM count_snapshot WHERE name = 'downloads_30d'
    AND observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)
), listed AS (
  SELECT r.project_id, r.repo_id, s.value
  FROM project_repo r LEFT JOIN shown s ON s.repo_id = r.repo_id
  WHERE r.kind IN ('model', 'dataset')
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  CASE WHEN count(l.value) > 0 THEN '不相加，见分列' END AS value_text, count(l.value) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, value::DOUBLE, NULL, count(value)
FROM listed GROUP BY project_id, repo_id, value
ORDER BY 1, 2
