-- title = "星标数的位次"
-- question = "同一数据仓库的项目里，有百分之多少的星标数比它少？"
-- definition = """
--   同一数据仓库里星标数已知的其他项目中，星标数比它少的百分比（相同的算一半）；另列 Fork 数与窗口内星标增长的位次，
--   窗口内没有星标的增长是 0，有仓库读不到星标日期的不比较。
--   示例项目与真实项目分开比。少于 20 个项目不比较。位次只说在这些项目中的位置，取决于仓库里收了哪些项目，
--   不是全国或全网的排名；单独为一个项目做的证据包里没有别的项目，所以没有位次。n 为参与比较的项目数，含它自己；不比较时为 0。"""
-- unit = "%"
-- version = 2
-- window = "window"
-- needs = ["repository"]
-- rows = ["count_snapshot:stars"]
-- kinds = ["repository"]
-- table = "星标数与Fork数"
-- order = 15
-- compares = true
-- grows = false
-- standing = true
-- unknown = "截止时刻之前没有观测到这个数"
-- [part_also]
-- growth = ["star_history|stargazers?"]
WITH days AS (
  SELECT repo_id, day, stars FROM star_day WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, timezone('Asia/Shanghai', starred_at)::DATE, 1 FROM stargazer
  WHERE closed_at IS NULL AND repo_id NOT IN (SELECT repo_id FROM star_day)
), counts AS (
  SELECT repo_id, CASE name WHEN 'stars' THEN '' ELSE name END AS part, value
  FROM count_snapshot WHERE name IN ('stars', 'forks') AND observed_at <= $as_of
    AND (closed_at IS NULL OR closed_at > $as_of)
  UNION ALL
  SELECT a.repo_id, 'growth', coalesce(sum(d.stars) FILTER (
    d.day >= timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)::DATE
    AND d.day < timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ)::DATE), 0)
  FROM (SELECT DISTINCT repo_id FROM stream_state
    WHERE stream IN ('star_history', 'stargazers') AND grade <> 'not_observable') a
  LEFT JOIN days d ON d.repo_id = a.repo_id
  GROUP BY a.repo_id HAVING count(d.day) > 0 OR count(d.repo_id) = 0
), mine AS (
  SELECT r.project_id, p.sample, c.part, sum(c.value) AS value
  FROM project_repo r JOIN project p ON p.project_id = r.project_id
  JOIN counts c ON c.repo_id = r.repo_id
  WHERE r.kind = 'repository' AND c.value IS NOT NULL GROUP BY r.project_id, p.sample, c.part
  -- no stream says how much of the growth is missing: it is known of all repositories or of none
  HAVING c.part <> 'growth' OR count(*) = (SELECT count(*) FROM project_repo o
    WHERE o.project_id = r.project_id AND o.kind = 'repository')
), placed AS (
  SELECT project_id, part, count(*) OVER w AS others,
    (rank() OVER (PARTITION BY sample, part ORDER BY value) - 1
      + (count(*) OVER (PARTITION BY sample, part, value) - 1) / 2) AS below
  FROM mine WINDOW w AS (PARTITION BY sample, part)
), parts AS (
  SELECT project_id, part, part_title FROM project CROSS JOIN
    (VALUES ('', ''), ('forks', 'Fork 数'), ('growth', '窗口内星标增长')) AS v(part, part_title)
)
SELECT c.project_id, c.part, c.part_title, NULL::DATE AS month,
  CASE WHEN l.others >= 20 THEN round(100.0 * l.below / (l.others - 1), 1)::DOUBLE END AS value,
  CASE WHEN l.others < 20 THEN '可比的项目少于 20 个，不比较' END AS value_text,
  CASE WHEN l.others >= 20 THEN l.others ELSE 0 END AS n
FROM parts c LEFT JOIN placed l ON l.project_id = c.project_id AND l.part = c.part
ORDER BY 1, 2
