-- title = "许可证结论"
-- question = "许可证是否为未改动的 OSI 批准许可证？"
-- definition = """
--   许可证文件的文本与 OSI 批准的许可证逐字相符、有改动或附加条件、不是 OSI 批准、为自定义、各处冲突、没有，或无法判断；
--   OSI 只审软件许可证，模型与数据集用其他许可证时另列；
--   整体取各仓库中最差的。"""
-- unit = ""
-- version = 1
-- window = "none"
-- needs = ["documents", "repository?"]
-- rows = ["document", "repo_fact"]
-- table = "开源协议"
-- order = 4
-- grows = false
-- unknown = "没有读到许可证文件与说明文件，无法得出结论"
-- words = ["没有许可证", "不是 OSI 批准的许可证", "自定义许可证", "OSI 不审此类许可证（模型或数据集）", "各处说法冲突", "OSI 批准但文本有改动或附加条件", "无法判断", "OSI 批准且文本未改动"]
WITH words AS (
  SELECT * FROM (VALUES ('none', '没有许可证', 1),
    ('non_osi', '不是 OSI 批准的许可证', 2),
    ('custom', '自定义许可证', 3),
    ('not_for_code', 'OSI 不审此类许可证（模型或数据集）', 4),
    ('conflict', '各处说法冲突', 5),
    ('osi_modified', 'OSI 批准但文本有改动或附加条件', 6),
    ('unknown', '无法判断', 7),
    ('osi_verbatim', 'OSI 批准且文本未改动', 8)) AS w(code, word, place)
), listed AS (
  SELECT r.project_id, r.repo_id, w.word, w.place
  FROM project_repo r
  LEFT JOIN licence_verdict v ON v.repo_id = r.repo_id
  LEFT JOIN words w ON w.code = CASE
    WHEN v.verdict = 'non_osi' AND r.kind IN ('model', 'dataset') THEN 'not_for_code'
    ELSE v.verdict END
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  min_by(l.word, l.place) AS value_text, count(l.word) AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word, (word IS NOT NULL)::INTEGER FROM listed
ORDER BY 1, 2
