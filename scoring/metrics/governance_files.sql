-- title = "治理文件"
-- question = "项目有没有贡献指南、治理规则、行为准则、安全政策与维护者名单？"
-- definition = """
--   默认分支的根目录、docs、.github、.gitee 里按文件名认出的治理文件，五种各算一种：贡献指南（CONTRIBUTING、贡献指南）、
--   治理规则（GOVERNANCE、治理）、行为准则（CODE_OF_CONDUCT、行为准则）、安全政策（SECURITY）、
--   维护者名单（MAINTAINERS、CODEOWNERS、OWNERS、AUTHORS）。整体是至少一个仓库里有的种数，五种与各仓库分列；
--   空文件不算，读不出内容的也算有；截止时刻之后才读到的，历史证明此后没有改动过才算。只看有没有，不看写得好不好、照不照着办；组织在 .github 仓库里统一放的，把那个仓库也列入才看得见。
--   n 为文件数。"""
-- unit = "种"
-- version = 2
-- window = "none"
-- needs = ["documents"]
-- rows = ["document"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 23
-- grows = true
-- standing = true
-- unknown = "没有读到仓库的文件，无法得出结论：请运行 yuanzheng refresh"
WITH sought AS (
  SELECT * FROM (VALUES
    (1, 'contributing', '贡献指南', '(contributing|贡献指南)'), (2, 'governance', '治理规则', '(governance|治理)'),
    (3, 'code_of_conduct', '行为准则', '(code[-_]of[-_]conduct|行为准则)'), (4, 'security', '安全政策', '(security)'),
    (5, 'maintainers', '维护者名单', '(maintainers|codeowners|owners|authors)')) AS s(place, part, title, name)
), listed AS (
  SELECT project_id, repo_id FROM project_repo WHERE kind = 'repository'
), touched AS (
  SELECT f.repo_id, f.path, max(c.committed_at) AS changed_at
  FROM commit_file f JOIN "commit" c ON c.repo_id = f.repo_id AND c.sha = f.sha AND c.closed_at IS NULL
  WHERE EXISTS (SELECT 1 FROM document d WHERE d.repo_id = f.repo_id AND d.path = f.path AND d.role = 'governance')
  GROUP BY f.repo_id, f.path
), found AS (
  SELECT DISTINCT l.project_id, l.repo_id, s.part, d.path
  FROM listed l JOIN document d ON d.repo_id = l.repo_id
    AND d.role = 'governance' AND (d.bytes > 0 OR d.unreadable IS NOT NULL)
  LEFT JOIN touched t ON t.repo_id = d.repo_id AND t.path = d.path
  JOIN sought s ON regexp_full_match(parse_filename(lower(d.path)), s.name || '([._-].*)?')
  WHERE (d.observed_at <= $as_of AND (d.closed_at IS NULL OR d.closed_at > $as_of))
    OR (d.closed_at IS NULL AND t.changed_at <= $as_of)
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  count(DISTINCT f.part)::DOUBLE AS value, NULL::TEXT AS value_text, count(f.path) AS n
FROM project p LEFT JOIN found f ON f.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT p.project_id, s.part, s.title, NULL, (count(f.path) > 0)::INTEGER::DOUBLE,
  CASE WHEN count(f.path) = 0 THEN '没有看到'
    ELSE '有：' || array_to_string(list(DISTINCT f.path ORDER BY f.path)[:3], '、')
      || CASE WHEN count(DISTINCT f.path) > 3 THEN ' 等' ELSE '' END END,
  count(f.path)
FROM project p CROSS JOIN sought s
LEFT JOIN found f ON f.project_id = p.project_id AND f.part = s.part
GROUP BY p.project_id, s.place, s.part, s.title
UNION ALL
SELECT l.project_id, l.repo_id, l.repo_id, NULL, count(DISTINCT f.part)::DOUBLE, NULL, count(f.path)
FROM listed l LEFT JOIN found f ON f.project_id = l.project_id AND f.repo_id = l.repo_id
GROUP BY l.project_id, l.repo_id
ORDER BY 1, 2
