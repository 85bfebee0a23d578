-- title = "大象系数"
-- question = "最少几个单位的贡献合起来达到实质性提交的一半？"
-- definition = """
--   CHAOSS Elephant Factor：贡献最多的单位依次累加，达到窗口内全部贡献 50 % 所需的最少单位数；数字小说明项目依赖少数单位。
--   贡献以人的实质性提交（口径同“贡献者缺席系数”，共同署名的提交每人各算一次）计，按提交时作者所属的单位归集；
--   单位的依据与口径同“各单位的活跃贡献者”。单位未知的提交不摊到已知的单位里，而是给出范围：下限把它们都算给贡献最多的单位，
--   上限把每个单位未知的人各当作一个单位；上下限相等才有数值，否则只写范围和未知的占比。
--   n 为各单位与各人的提交数之和。没有提交时没有数值。"""
-- unit = "个"
-- version = 4
-- window = "window"
-- needs = ["commits!", "changes?", "mailmap?", "commit_accounts?", "reviews?"]
-- rows = ["commit", "mailmap_line", "account_link", "account_company"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 45
-- grows = false
-- unknown = "平台没有给出时间"
WITH made AS (
  SELECT DISTINCT a.project_id, a.person_id, a.ref, o.organisation
  FROM act a LEFT JOIN person_organisation o ON o.project_id = a.project_id
    AND o.person_id = a.person_id
    AND (o.since IS NULL OR a.happened_at >= o.since)
    AND (o.until IS NULL OR a.happened_at < o.until)
  WHERE a.excluded IS NULL AND a.bot = 'human' AND a.person_id IS NOT NULL
    AND a.kind NOT IN ('discussion', 'change_request', 'review')
    AND a.happened_at >= $window_from AND a.happened_at < $window_to
), shares AS (
  SELECT project_id, organisation IS NOT NULL AS known,
    coalesce(organisation, person_id) AS who, count(*) AS n
  FROM made GROUP BY ALL
), totals AS (
  SELECT project_id, sum(n) AS total, coalesce(sum(n) FILTER (NOT known), 0) AS unknown
  FROM shares GROUP BY project_id
), ranked AS (
  SELECT project_id, 'at_most' AS part, sum(n) OVER w AS reached, row_number() OVER w AS place
  FROM shares
  WINDOW w AS (PARTITION BY project_id ORDER BY n DESC, known DESC, who
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  UNION ALL
  -- where nobody's organisation is known they may all be of one
  SELECT project_id, 'at_least', sum(n) OVER known_alone, row_number() OVER known_alone
  FROM (SELECT project_id, who, n FROM shares WHERE known
    UNION ALL SELECT project_id, '', 0 FROM totals WHERE unknown = total)
  WINDOW known_alone AS (PARTITION BY project_id ORDER BY n DESC, who
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), bounds AS (
  SELECT r.project_id, r.part, min(r.place) AS factor
  FROM ranked r JOIN totals t ON t.project_id = r.project_id
  WHERE 2 * (r.reached + CASE r.part WHEN 'at_least' THEN t.unknown ELSE 0 END) >= t.total
  GROUP BY r.project_id, r.part
), told AS (
  SELECT t.project_id, t.total, t.unknown,
    max(b.factor) FILTER (b.part = 'at_least') AS low,
    max(b.factor) FILTER (b.part = 'at_most') AS high
  FROM totals t JOIN bounds b ON b.project_id = t.project_id
  GROUP BY t.project_id, t.total, t.unknown
)
SELECT p.project_id, v.part, v.part_title, NULL::DATE AS month,
  CASE v.part WHEN 'at_least' THEN t.low WHEN 'at_most' THEN t.high
    ELSE CASE WHEN t.low = t.high THEN t.low END END::DOUBLE AS value,
  CASE WHEN t.total IS NULL THEN '窗口内没有实质性提交'
    WHEN v.part = '' AND t.low < t.high THEN format('{} 至 {} 之间，取决于单位未知的提交（占 {:.2f}%）',
      t.low, t.high, 100.0 * t.unknown / t.total) END AS value_text,
  coalesce(t.total, 0)::BIGINT AS n
FROM project p
CROSS JOIN (VALUES ('', ''), ('at_least', '下限'), ('at_most', '上限')) AS v(part, part_title)
LEFT JOIN told t ON t.project_id = p.project_id
ORDER BY 1, 2
