-- title = "第三方代码的说明文档"
-- question = "项目文档是否有说明第三方代码的地方（NOTICE、第三方清单或 README 的有关章节）？"
-- definition = """
--   第三方代码指锁文件与依赖清单列出的包、平台的依赖清单（SBOM）、随库附带的第三方代码（按文件夹名认出）、模型卡所列的基座模型与数据集、基座模型自己的卡所列的基座模型（至多 5 层），认得出是项目自己的模块不算；同一个包同一个版本只算一次，列出不等于实际使用，没有列出也不等于没有使用；
--   NOTICE、第三方清单，或 README 中标题写明第三方、依赖或致谢的章节；只看有没有，不看写全没有；
--   整体取各仓库中最差的。"""
-- unit = ""
-- version = 1
-- window = "none"
-- needs = ["packages|repository", "sbom?", "vendored?", "documents?", "base_models?"]
-- rows = ["package_use", "dependency", "vendored_copy", "model_link", "base_model", "document"]
-- table = "开源协议"
-- order = 10
-- grows = false
-- standing = true
-- unknown = "截止时刻之前没有读到锁文件、依赖清单、SBOM 或模型卡，无法得出结论：请运行 yuanzheng refresh"
-- words = ["没有说明文档", "无法判断", "有说明文档", "没有发现第三方代码"]
WITH words AS (
  SELECT * FROM (VALUES ('没有说明文档', 1),
    ('无法判断', 2),
    ('有说明文档', 3),
    ('没有发现第三方代码', 4)) AS w(word, place)
), told AS (
  SELECT repo_id, count(*) AS total
  FROM third_party GROUP BY repo_id
), listed AS (
  SELECT r.project_id, r.repo_id, w.word, w.place
  FROM project_repo r
  LEFT JOIN third_party_verdict v ON v.repo_id = r.repo_id AND v.looked
  LEFT JOIN told t ON t.repo_id = r.repo_id
  LEFT JOIN words w ON v.repo_id IS NOT NULL AND w.word = CASE
      WHEN t.total IS NULL THEN '没有发现第三方代码'
      WHEN v.document = 'no' THEN '没有说明文档'
      WHEN v.document = 'unknown' THEN '无法判断'
      WHEN v.document = 'yes' THEN '有说明文档' END
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  min_by(l.word, l.place) AS value_text, count(l.word) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word, (word IS NOT NULL)::INTEGER FROM listed
ORDER BY 1, 2
