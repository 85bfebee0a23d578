-- The grade of each repository: a word for how much there is to explain, never an accusation.
INSERT INTO growth_grade BY NAME
WITH titles AS (
  SELECT * FROM (VALUES ('fortnight', '集中在 14 天内', 1), ('peak', '集中在一天', 2),
    ('bursts', '没有见到相应活动的突增', 3), ('proportions', 'Fork、Issue 与评论的比例少见', 4),
    ('drop', '比观测到的最高数少', 5), ('weekend', '周末没有起伏', 6),
    ('hidden', '名单上隐藏的账号多', 7), ('hour', '集中在一小时', 8)) AS t(sign, title, place)
), numbers AS (
  SELECT repo_id, series, string_agg(CASE sign WHEN 'fortnight' THEN format('最多的 14 天占 {:.1f} %', value)
    WHEN 'peak' THEN format('最多的一天占 {:.1f} %', value) END, '，' ORDER BY sign) AS told
  FROM growth_sign WHERE sign IN ('fortnight', 'peak') AND value IS NOT NULL
  GROUP BY repo_id, series
), asked AS (
  SELECT DISTINCT repo_id, series FROM project_repo
  CROSS JOIN (VALUES ('stars'), ('forks')) AS v(series)
), levels AS (
  SELECT repo_id, series, count(*) FILTER (level = 'differs') AS differs,
    count(*) FILTER (level = 'explain') AS explain, count(*) FILTER (level = 'note') AS note,
    bool_or(level = 'explain' AND sign IN ('fortnight', 'peak', 'bursts')) AS history,
    bool_or(level IN ('note', 'explain') AND sign = 'proportions') AS company,
    bool_or(level = 'unknown' AND sign = 'fortnight') AS short,
    string_agg(title, '、' ORDER BY place)
      FILTER (level IN ('note', 'explain', 'differs')) AS titles
  FROM growth_sign LEFT JOIN titles USING (sign) GROUP BY repo_id, series
), graded AS (
  SELECT a.repo_id, a.series, t.total, t.judged, l.titles, n.told,
    CASE WHEN coalesce(t.total, 0) < $least_total AND coalesce(l.explain, 0) = 0 THEN 'unknown'
      WHEN l.differs > 0 OR (l.history AND l.company) THEN 'D'
      WHEN l.explain > 0 THEN 'C'
      WHEN l.short OR NOT coalesce(k.whole, false) THEN 'unknown'
      WHEN l.note > 0 THEN 'B' ELSE 'A' END AS grade,
    CASE WHEN t.total IS NULL THEN '没有逐日的数据'
      WHEN t.total < $least_total
        THEN format('有日期的只有 {} 个，少于 {} 个', t.total, $least_total::INTEGER)
      WHEN NOT coalesce(k.whole, false) THEN '逐日的数据没有采集完整'
      WHEN l.short THEN format('公开后 {} 天不作判断，其余 {} 个、{} 天',
        $exempt_days::INTEGER, t.judged, t.days) END AS short
  FROM asked a
  LEFT JOIN growth_total t ON t.repo_id = a.repo_id AND t.series = a.series
  LEFT JOIN levels l ON l.repo_id = a.repo_id AND l.series = a.series
  LEFT JOIN numbers n ON n.repo_id = a.repo_id AND n.series = a.series
  LEFT JOIN growth_source k ON k.repo_id = a.repo_id AND k.series = a.series
)
SELECT repo_id, series, grade, coalesce(total, 0) AS total, coalesce(judged, 0) AS judged,
  CASE grade WHEN 'unknown' THEN short
    ELSE concat_ws('；', coalesce(titles, '没有少见之处'), told) END AS reason
FROM graded ORDER BY repo_id, series;
