-- title = "已发布的安全公告"
-- question = "项目公开发布过多少条安全公告？"
-- definition = """
--   截止时刻之前由项目在平台上公开发布、没有撤回的安全公告（GitHub 的 GHSA）的条数；窗口内发布的与各仓库分列。
--   其他平台没有这样的公告，也不从外部漏洞库补。条数多不等于不安全，没有公告也不等于没有漏洞：它只说明项目会不会公开处理漏洞。
--   没有写明发布时间的按已发布计，不算在窗口内。"""
-- unit = "条"
-- version = 1
-- window = "window"
-- needs = ["advisories"]
-- rows = ["advisory"]
-- kinds = ["repository"]
-- table = "社区运营"
-- order = 24
-- grows = true
-- unknown = "平台没有给出安全公告"
WITH told AS (
  SELECT r.project_id, r.repo_id, a.ghsa_id,
    a.published_at >= $window_from AND a.published_at < $window_to AS lately
  FROM project_repo r LEFT JOIN advisory a ON a.repo_id = r.repo_id AND a.closed_at IS NULL
    AND coalesce(a.published_at < $as_of, true) AND a.withdrawn_at IS NULL
    AND coalesce(lower(a.state), 'published') = 'published'
  WHERE r.kind = 'repository'
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  count(t.ghsa_id)::DOUBLE AS value, NULL::TEXT AS value_text, count(t.ghsa_id) AS n
FROM project p LEFT JOIN told t ON t.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT p.project_id, 'window', '窗口内发布的', NULL, count(*) FILTER (t.lately)::DOUBLE, NULL,
  count(*) FILTER (t.lately)
FROM project p LEFT JOIN told t ON t.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, count(ghsa_id)::DOUBLE, NULL, count(ghsa_id)
FROM told GROUP BY project_id, repo_id
ORDER BY 1, 2
