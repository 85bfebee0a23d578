-- title = "第三方代码"
-- question = "项目用到多少项第三方代码？"
-- definition = """
--   第三方代码指锁文件与依赖清单列出的包、平台的依赖清单（SBOM）、随库附带的第三方代码（按文件夹名认出）、模型卡所列的基座模型与数据集、基座模型自己的卡所列的基座模型（至多 5 层），认得出是项目自己的模块不算；同一个包同一个版本只算一次，列出不等于实际使用，没有列出也不等于没有使用；
--   各仓库分列，合计为各仓库之和，同一个包在两个仓库各算一次。"""
-- unit = "项"
-- version = 1
-- window = "none"
-- needs = ["packages|repository", "sbom?", "vendored?", "documents?", "base_models?"]
-- rows = ["package_use", "dependency", "vendored_copy", "model_link", "base_model"]
-- table = "开源协议"
-- order = 7
-- grows = false
-- standing = true
-- unknown = "截止时刻之前没有读到锁文件、依赖清单、SBOM 或模型卡，无法得出结论：请运行 yuanzheng refresh"
WITH looked AS (
  SELECT r.project_id, r.repo_id FROM project_repo r
  JOIN third_party_verdict v ON v.repo_id = r.repo_id AND v.looked
), told AS (
  SELECT l.project_id, l.repo_id, t.* EXCLUDE (repo_id)
  FROM looked l LEFT JOIN third_party t ON t.repo_id = l.repo_id
), whole AS (
  SELECT project_id, count(name)::DOUBLE AS value, count(name) AS n FROM told GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, w.value AS value,
  NULL::TEXT AS value_text, w.n AS n
FROM project p LEFT JOIN whole w ON w.project_id = p.project_id
UNION ALL
SELECT r.project_id, r.repo_id, r.repo_id, NULL, t.value, NULL, t.n
FROM project_repo r LEFT JOIN (
  SELECT project_id, repo_id, count(name)::DOUBLE AS value, count(name) AS n
  FROM told GROUP BY project_id, repo_id
) t USING (project_id, repo_id)
UNION ALL
SELECT project_id, 'kind_package', '包', NULL, count(name) FILTER (origin = 'package')::DOUBLE, NULL, count(name)
FROM told GROUP BY project_id
UNION ALL
SELECT project_id, 'kind_copy', '随库附带的代码', NULL, count(name) FILTER (origin = 'copy')::DOUBLE, NULL, count(name)
FROM told GROUP BY project_id
UNION ALL
SELECT project_id, 'kind_model', '基座模型与数据集', NULL, count(name) FILTER (origin IN ('model', 'dataset'))::DOUBLE, NULL, count(name)
FROM told GROUP BY project_id
ORDER BY 1, 2
