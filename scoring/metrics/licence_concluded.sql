-- title = "许可证文件比对结果"
-- question = "许可证文件的文本是什么许可证？"
-- definition = """
--   由许可证文件的文本认定的许可证（SPDX 表达式）；NONE 为没有许可证文件，NOASSERTION 为文本无法辨认；
--   没有读到许可证文件、又不能说没有的仓库，结论未知。
--   整体列出各仓库的全部不同结论，NONE 与 NOASSERTION 在前。"""
-- unit = ""
-- version = 2
-- window = "none"
-- needs = ["documents"]
-- rows = ["document"]
-- table = "开源协议"
-- order = 2
-- grows = false
-- unknown = "没有读到许可证文件与说明文件，无法得出结论"
WITH listed AS (
  SELECT r.project_id, r.repo_id, CASE v.concluded WHEN 'NONE' THEN '没有许可证文件（NONE）'
    WHEN 'NOASSERTION' THEN CASE WHEN v.repo_id IN (
      SELECT repo_id FROM licence_finding WHERE place = 'file') THEN '文本无法辨认（NOASSERTION）' END
    ELSE v.concluded END AS concluded
  FROM project_repo r LEFT JOIN licence_verdict v ON v.repo_id = r.repo_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  (SELECT string_agg(concluded, '、' ORDER BY place, concluded) FROM (
    SELECT DISTINCT l.concluded, CASE l.concluded WHEN '没有许可证文件（NONE）' THEN 0 WHEN '文本无法辨认（NOASSERTION）' THEN 1 ELSE 2 END AS place
    FROM listed l WHERE l.project_id = p.project_id AND l.concluded IS NOT NULL)) AS value_text,
  (SELECT count(l.concluded) FROM listed l WHERE l.project_id = p.project_id) AS n
FROM project p
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, concluded, count(concluded) FROM listed
GROUP BY project_id, repo_id, concluded
ORDER BY 1, 2
