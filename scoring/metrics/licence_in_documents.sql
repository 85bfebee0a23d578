-- title = "说明文件中的标识"
-- question = "README、模型卡或清单是否写明许可证？"
-- definition = """
--   README、模型卡或包清单中是否读到许可证的名称；整体取各仓库中最差的。“没有读到”由文本规则得出，应由人复核。"""
-- unit = ""
-- version = 1
-- window = "none"
-- needs = ["documents"]
-- rows = ["document"]
-- table = "开源协议"
-- order = 5
-- grows = false
-- unknown = "没有读到许可证文件与说明文件，无法得出结论"
-- words = ["没有读到标识", "无法判断", "有标识"]
WITH words AS (
  SELECT * FROM (VALUES ('no', '没有读到标识', 1),
    ('unknown', '无法判断', 2),
    ('yes', '有标识', 3)) AS w(code, word, place)
), listed AS (
  SELECT r.project_id, r.repo_id, w.word, w.place
  FROM project_repo r
  LEFT JOIN licence_verdict v ON v.repo_id = r.repo_id
  LEFT JOIN words w ON w.code = v.in_documents
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  min_by(l.word, l.place) AS value_text, count(l.word) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word, (word IS NOT NULL)::INTEGER FROM listed
ORDER BY 1, 2
