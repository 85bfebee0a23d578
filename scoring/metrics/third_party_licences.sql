-- title = "第三方代码的许可证"
-- question = "所用的第三方代码是否都查明了许可证、都是开源许可证并与项目的许可证相容？"
-- definition = """
--   第三方代码指锁文件与依赖清单列出的包、平台的依赖清单（SBOM）、随库附带的第三方代码（按文件夹名认出）、模型卡所列的基座模型与数据集、基座模型自己的卡所列的基座模型（至多 5 层），认得出是项目自己的模块不算；同一个包同一个版本只算一次，列出不等于实际使用，没有列出也不等于没有使用；
--   许可证依次取平台的认定与声明、锁文件自己的字段、随库附带代码里的许可证文件；开源指 OSI 批准或 FSF 自由；
--   相容性取自 OSADL 兼容矩阵，只是提请人工核对的建议；整体取各仓库中最差的。"""
-- unit = ""
-- version = 1
-- window = "none"
-- needs = ["packages|repository", "sbom?", "vendored?", "documents?", "base_models?"]
-- rows = ["package_use", "dependency", "vendored_copy", "model_link", "base_model"]
-- table = "开源协议"
-- order = 8
-- grows = false
-- standing = true
-- unknown = "截止时刻之前没有读到锁文件、依赖清单、SBOM 或模型卡，无法得出结论：请运行 yuanzheng refresh"
-- words = ["有没有许可证的", "有不属开源许可证的", "有按矩阵与项目许可证不相容的", "有许可证不明的", "都是开源许可证，相容性须人工判断", "都是开源许可证，按矩阵都相容", "没有发现第三方代码"]
WITH words AS (
  SELECT * FROM (VALUES ('有没有许可证的', 1),
    ('有不属开源许可证的', 2),
    ('有按矩阵与项目许可证不相容的', 3),
    ('有许可证不明的', 4),
    ('都是开源许可证，相容性须人工判断', 5),
    ('都是开源许可证，按矩阵都相容', 6),
    ('没有发现第三方代码', 7)) AS w(word, place)
), told AS (
  SELECT repo_id, count(*) AS total, bool_or(licence = 'NONE') AS bare,
    bool_or(is_open = 'no') AS closed, bool_or(compatible = 'no') AS clashing,
    bool_or(is_open = 'unknown') AS unknown, bool_and(compatible = 'yes') AS fitting
  FROM third_party GROUP BY repo_id
), listed AS (
  SELECT r.project_id, r.repo_id, w.word, w.place
  FROM project_repo r
  LEFT JOIN third_party_verdict v ON v.repo_id = r.repo_id AND v.looked
  LEFT JOIN told t ON t.repo_id = r.repo_id
  LEFT JOIN words w ON v.repo_id IS NOT NULL AND w.word = CASE
      WHEN t.total IS NULL THEN '没有发现第三方代码'
      WHEN t.bare THEN '有没有许可证的'
      WHEN t.closed THEN '有不属开源许可证的'
      WHEN t.clashing THEN '有按矩阵与项目许可证不相容的'
      WHEN t.unknown THEN '有许可证不明的'
      WHEN NOT t.fitting THEN '都是开源许可证，相容性须人工判断'
      WHEN t.fitting THEN '都是开源许可证，按矩阵都相容' END
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  min_by(l.word, l.place) AS value_text, count(l.word) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word, (word IS NOT NULL)::INTEGER FROM listed
ORDER BY 1, 2
