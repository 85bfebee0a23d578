-- title = "合并份额"
-- question = "谁在合并变更请求，各占多少？"
-- definition = """
--   窗口内合并、且平台给出合并者的变更请求中，合并最多的五人（不含机器人）各占的百分比；整体为合并最多者的份额，
--   n 为各人的合并数（整体为给出合并者的全部合并数）。平台没有给出合并者的合并不在其中；
--   一个合并者也没有给出时数值未知，窗口内没有合并时没有数值。"""
-- unit = "%"
-- version = 1
-- window = "window"
-- needs = ["change_requests|discussions"]
-- rows = ["change_request"]
-- table = "活跃贡献者"
-- order = 8
-- grows = false
-- unknown = "平台没有给出变更请求的合并者"
WITH merged AS (
  SELECT r.project_id, a.person_id, a.bot
  FROM change_request c
  JOIN project_repo r ON r.repo_id = c.repo_id
  LEFT JOIN person_alias a ON a.identity_id = c.merger_id
  WHERE c.closed_at IS NULL AND (c.merged_at IS NOT NULL OR c.state = 'merged')
    AND coalesce(c.merged_at, c.closed_at_platform, $window_from) >= $window_from
    AND coalesce(c.merged_at, c.closed_at_platform, $window_from) < $window_to
), ranked AS (
  SELECT project_id, person_id, bot, n, sum(n) OVER (PARTITION BY project_id)::BIGINT AS total,
    row_number() OVER (PARTITION BY project_id, bot = 'human' ORDER BY n DESC, person_id) AS place
  FROM (SELECT project_id, person_id, bot, count(*) AS n FROM merged
    WHERE person_id IS NOT NULL GROUP BY ALL)
), totals AS (
  SELECT project_id, any_value(total) AS total, max(n) FILTER (bot = 'human') AS n
  FROM ranked GROUP BY project_id
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  round(100.0 * coalesce(t.n, 0) / t.total, 2) AS value,
  CASE WHEN p.project_id NOT IN (SELECT project_id FROM merged) THEN '窗口内没有合并' END
    AS value_text,
  coalesce(t.total, 0) AS n
FROM project p LEFT JOIN totals t ON t.project_id = p.project_id
UNION ALL
SELECT r.project_id, r.place::TEXT, coalesce(l.label, r.person_id), NULL,
  round(100.0 * r.n / r.total, 2), NULL, r.n
FROM ranked r LEFT JOIN person_label l ON l.person_id = r.person_id
WHERE r.bot = 'human' AND r.place <= 5
ORDER BY 1, 2
