-- The grade of each repository: a word for how much there is to explain, never an accusation.
INSERT INTO growth_grade BY NAME
WITH asked AS (
  SELECT DISTINCT repo_id, series FROM project_repo
  CROSS JOIN (VALUES ('stars'), ('forks')) AS v(series)
), levels AS (
  SELECT repo_id, series, count(*) FILTER (level = 'differs') AS differs,
    count(*) FILTER (level = 'explain') AS explain, count(*) FILTER (level = 'note') AS note,
    bool_or(level = 'explain' AND sign IN ('fortnight', 'peak', 'bursts')) AS history,
    bool_or(level IN ('note', 'explain') AND sign = 'proportions') AS company,
    bool_or(level = 'unknown' AND sign = 'fortnight') AS short
  FROM growth_sign GROUP BY repo_id, series
), graded AS (
  SELECT a.repo_id, a.series, t.total, t.judged,
    CASE WHEN coalesce(t.total, 0) < $least_total AND coalesce(l.explain, 0) = 0 THEN 'unknown'
      WHEN l.differs > 0 OR (l.history AND l.company) THEN 'D'
      WHEN l.explain > 0 THEN 'C'
      WHEN l.short OR NOT coalesce(k.whole, false) THEN 'unknown'
      WHEN l.note > 0 THEN 'B' ELSE 'A' END AS grade,
    CASE WHEN t.total IS NULL THEN '没有逐日的数据，不足以判断'
      WHEN t.total < $least_total
        THEN format('有日期的只有 {} 个，少于 {} 个，不足以判断', t.total, $least_total::INTEGER)
      WHEN l.short THEN format('公开后 {} 天不作判断，其余 {} 个、{} 天，不足以判断',
        $exempt_days::INTEGER, t.judged, t.days)
      WHEN NOT coalesce(k.whole, false) THEN '逐日的数据没有采集完整，不足以判断' END AS short
  FROM asked a
  LEFT JOIN growth_total t ON t.repo_id = a.repo_id AND t.series = a.series
  LEFT JOIN levels l ON l.repo_id = a.repo_id AND l.series = a.series
  LEFT JOIN growth_source k ON k.repo_id = a.repo_id AND k.series = a.series
)
SELECT repo_id, series, grade, coalesce(total, 0) AS total, coalesce(judged, 0) AS judged,
  CASE grade WHEN 'unknown' THEN short WHEN 'A' THEN '所看各项都与常见增长一致'
    WHEN 'B' THEN '有集中或少见之处，较轻或已见到相应的活动' WHEN 'C' THEN '有需要说明的地方'
    ELSE '有几处与常见增长不同，需要说明' END AS reason
FROM graded ORDER BY repo_id, series;
