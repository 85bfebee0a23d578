-- title = "OSI 批准"
-- question = "许可证文件的许可证是否为 OSI 批准？"
-- definition = """
--   由许可证文件许可证文件的许可证是否在 OSI 批准之列（按 SPDX 许可证清单）；整体取各仓库中最差的。"""
-- unit = ""
-- version = 1
-- window = "none"
-- needs = ["documents"]
-- rows = ["document"]
-- table = "开源协议"
-- order = 3
-- grows = false
-- unknown = "没有读到许可证文件与说明文件，无法得出结论"
-- words = ["否", "无法判断", "是"]
WITH words AS (
  SELECT * FROM (VALUES ('no', '否', 1),
    ('unknown', '无法判断', 2),
    ('yes', '是', 3)) AS w(code, word, place)
), listed AS (
  SELECT r.project_id, r.repo_id, w.word, w.place
  FROM project_repo r
  LEFT JOIN licence_verdict v ON v.repo_id = r.repo_id
  LEFT JOIN words w ON w.code = v.osi
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  min_by(l.word, l.place) AS value_text, count(l.word) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word, (word IS NOT NULL)::INTEGER FROM listed
ORDER BY 1, 2
