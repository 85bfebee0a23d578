-- title = "声明的许可证（清单、模型卡与平台字段）"
-- question = "清单、模型卡与平台字段声明的是什么许可证？"
-- definition = """
--   包清单、模型卡或平台许可证字段所写的许可证（SPDX 表达式）；NONE 为没有声明，NOASSERTION 为有字样但无法辨认，
--   或一个仓库里几处写得不同；
--   没有读到声明、又不能说没有的仓库，为未知。声明不是证明。整体列出各仓库的全部不同说法，NONE 与 NOASSERTION 在前。"""
-- unit = ""
-- version = 2
-- window = "none"
-- needs = ["documents", "repository?"]
-- rows = ["document", "repo_fact"]
-- table = "开源协议"
-- order = 1
-- grows = false
-- unknown = "没有读到许可证文件与说明文件，无法得出结论"
WITH listed AS (
  SELECT r.project_id, r.repo_id, CASE v.declared WHEN 'NONE' THEN '没有声明（NONE）'
    WHEN 'NOASSERTION' THEN CASE WHEN v.repo_id IN (
      SELECT repo_id FROM licence_finding WHERE place NOT IN ('file', 'readme')) THEN '无法辨认（NOASSERTION）' END
    ELSE v.declared END AS declared
  FROM project_repo r LEFT JOIN licence_verdict v ON v.repo_id = r.repo_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  (SELECT string_agg(declared, '、' ORDER BY place, declared) FROM (
    SELECT DISTINCT l.declared, CASE l.declared WHEN '没有声明（NONE）' THEN 0 WHEN '无法辨认（NOASSERTION）' THEN 1 ELSE 2 END AS place
    FROM listed l WHERE l.project_id = p.project_id AND l.declared IS NOT NULL)) AS value_text,
  (SELECT count(l.declared) FROM listed l WHERE l.project_id = p.project_id) AS n
FROM project p
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, declared, count(declared) FROM listed
GROUP BY project_id, repo_id, declared
ORDER BY 1, 2
