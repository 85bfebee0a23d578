-- title = "说明文档点名的比例"
-- question = "说明文档点名的第三方代码占多少？"
-- definition = """
--   第三方代码指锁文件与依赖清单列出的包、平台的依赖清单（SBOM）、随库附带的第三方代码（按文件夹名认出）、模型卡所列的基座模型与数据集、基座模型自己的卡所列的基座模型（至多 5 层），认得出是项目自己的模块不算；同一个包同一个版本只算一次，列出不等于实际使用，没有列出也不等于没有使用；
--   说明文档点名的项数占全部第三方代码的百分比；没有第三方代码，或有的文档没有读到时，没有数值。"""
-- unit = "%"
-- version = 1
-- window = "none"
-- needs = ["packages|repository", "sbom?", "vendored?", "documents?", "base_models?"]
-- rows = ["package_use", "dependency", "vendored_copy", "model_link", "base_model", "document"]
-- table = "开源协议"
-- order = 12
-- grows = false
-- standing = true
-- unknown = "没有第三方代码，或说明文档没有读全，没有比例可言"
WITH looked AS (
  SELECT r.project_id, r.repo_id FROM project_repo r
  JOIN third_party_verdict v ON v.repo_id = r.repo_id AND v.looked
), told AS (
  SELECT l.project_id, l.repo_id, t.* EXCLUDE (repo_id)
  FROM looked l LEFT JOIN third_party t ON t.repo_id = l.repo_id
), whole AS (
  SELECT project_id, CASE WHEN count(name) > 0 AND count(*) FILTER (named = 'unknown') = 0
    THEN 100.0 * count(*) FILTER (named = 'yes') / count(name) END AS value, count(name) AS n FROM told GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, w.value AS value,
  NULL::TEXT AS value_text, w.n AS n
FROM project p LEFT JOIN whole w ON w.project_id = p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL,
  CASE WHEN count(*) FILTER (named = 'unknown') = 0
    THEN 100.0 * count(*) FILTER (named = 'yes') / count(name) END, NULL, count(name)
FROM told GROUP BY project_id, repo_id HAVING count(name) > 0
ORDER BY 1, 2
