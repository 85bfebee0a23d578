-- Metrics that can be followed: those with numbers, and whether they have months.
SELECT d.metric_id, d.version, d.title, d.unit, d.definition, d.evidence_table, d.window_days,
  bool_or(m.month IS NOT NULL) AS monthly
FROM metric AS d
JOIN measurement AS m USING (metric_id, version)
WHERE m.as_of = $as_of AND m.part = '' AND m.value IS NOT NULL
GROUP BY ALL
ORDER BY d.evidence_table, min(d.sort_order), d.metric_id
