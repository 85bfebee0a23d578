-- title = "CHAOSS 贡献者缺席系数（按署名）"
-- question = "照 CHAOSS 的定义，不排除也不合并什么，最少几个署名的提交达到一半？"
-- definition = """
--   CHAOSS 的 Contributor Absence Factor（wg-risk，提交 20c0e0a，原名 Bus Factor）：贡献数由多到少依次累加，达到总数 50 % 所需的最少人数，
--   刚好一半就算达到（它的例子 1000,202,90,33,332,343,42,433 得 2；十人相同得 5）。这里的贡献是默认分支在窗口内的全部提交，
--   含合并、还原、机器人和只改生成文件的，按提交的作者署名分、不合并，共同署名者不计：这是直接在 git 历史上数的工具得到的数。
--   与“贡献者缺席系数”的差别都在谁算人、什么算贡献：那里合并同一人的署名与账号、去掉机器人、只数实质性提交、共同署名各算一次。
--   “合并同一人的署名”是同样的提交按人数；“超过一半”是 OSS Compass 的 bus_factor 的写法（必须大于 50 %，十人相同得 6）。
--   镜像中相同的提交只算一次，作者按看得到改动路径的那一份（同“实质性提交数”）。n 为提交数；作者不明的提交不计。窗口内没有提交时没有数值。"""
-- unit = "人"
-- version = 2
-- window = "window"
-- needs = ["commits!", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "mailmap_line", "account_link"]
-- dated = ["commit"]
-- table = "社区运营"
-- order = 91
-- grows = false
-- unknown = "平台没有给出时间"
-- [part_needs]
-- over_half = ["commits"]
WITH made AS (
  SELECT DISTINCT r.project_id, c.sha, c.author_id, coalesce(a.person_id, c.author_id) AS person_id
  FROM "commit" c JOIN project_repo r ON r.repo_id = c.repo_id
  -- which copy of a commit counts is told by its acts: another may name the author otherwise
  ANTI JOIN (SELECT project_id, repo_id, ref FROM act WHERE excluded = 'mirror') AS copy
    ON copy.project_id = r.project_id AND copy.repo_id = c.repo_id AND copy.ref = c.sha
  LEFT JOIN person_alias a ON a.identity_id = c.author_id
  WHERE c.closed_at IS NULL AND c.author_id IS NOT NULL
    AND coalesce(c.authored_at, c.committed_at) >= $window_from
    AND coalesce(c.authored_at, c.committed_at) < $window_to
), inputs AS (
  SELECT project_id, 'signatures' AS reading, author_id AS who, count(DISTINCT sha) AS n FROM made
  GROUP BY project_id, author_id
  UNION ALL
  SELECT project_id, 'people', person_id, count(DISTINCT sha) FROM made GROUP BY project_id, person_id
),
-- The formula alone: from `inputs` (project_id, reading, who, n) to `scored`.
ranked AS (
  SELECT project_id, reading, sum(n) OVER (PARTITION BY project_id, reading) AS total,
    sum(n) OVER w AS reached, row_number() OVER w AS people
  FROM inputs
  WINDOW w AS (PARTITION BY project_id, reading ORDER BY n DESC, who ROWS UNBOUNDED PRECEDING)
),
scored AS (
  SELECT project_id, reading, any_value(total)::BIGINT AS total,
    min(people) FILTER (2 * reached >= total) AS half, min(people) FILTER (2 * reached > total) AS over_half
  FROM ranked GROUP BY project_id, reading
),
-- The end of the formula.
cells AS (
  SELECT project_id, v.* FROM project CROSS JOIN (VALUES ('', '', 'signatures'),
    ('people', '合并同一人的署名', 'people'), ('over_half', '超过一半', 'signatures')) AS v(part, part_title, reading)
)
SELECT c.project_id, c.part, c.part_title, NULL::DATE AS month,
  CASE WHEN c.part = 'over_half' THEN s.over_half ELSE s.half END::DOUBLE AS value,
  CASE WHEN s.total IS NULL THEN '窗口内没有提交' END AS value_text, coalesce(s.total, 0) AS n
FROM cells c LEFT JOIN scored s ON s.project_id = c.project_id AND s.reading = c.reading
ORDER BY 1, 2
