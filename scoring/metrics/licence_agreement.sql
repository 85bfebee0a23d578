-- title = "各处标识是否一致"
-- question = "许可证文件、说明文件与平台字段的说法是否一致？"
-- definition = """
--   许可证文件、README、清单、模型卡与平台字段所说的许可证是否一致；只有一处标明时无从比较；平台字段到截止时刻还没有问到的，说法一致也无法判断；许可证文件是某许可证的改动文本（如附加条款）而别处只写该许可证名称的，算不一致；整体取各仓库中最差的。"""
-- unit = ""
-- version = 3
-- window = "none"
-- needs = ["documents", "repository?"]
-- rows = ["document", "repo_fact"]
-- table = "开源协议"
-- order = 6
-- grows = false
-- unknown = "没有读到许可证文件与说明文件，无法得出结论"
-- words = ["不一致", "都没有标明", "无法判断", "只有一处标明", "一致"]
WITH words AS (
  SELECT * FROM (VALUES ('conflict', '不一致', 1),
    ('none', '都没有标明', 2),
    ('unknown', '无法判断', 3),
    ('single', '只有一处标明', 4),
    ('agree', '一致', 5)) AS w(code, word, place)
), listed AS (
  SELECT r.project_id, r.repo_id, w.word, w.place
  FROM project_repo r
  LEFT JOIN licence_verdict v ON v.repo_id = r.repo_id
  LEFT JOIN words w ON w.code = v.agreement
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  min_by(l.word, l.place) AS value_text, count(l.word) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word, (word IS NOT NULL)::INTEGER FROM listed
ORDER BY 1, 2
