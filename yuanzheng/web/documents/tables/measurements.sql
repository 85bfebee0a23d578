-- 数字：每个项目最近一次计算的
SELECT m.project_id, m.as_of, m.metric_id, m.version, d.title, m.part, m.part_title, m.month,
  m.value, m.value_text, CASE WHEN m.part = '' THEN d.unit ELSE coalesce(d.part_unit, d.unit) END AS unit,
  m.n, m.window_from, m.window_to, m.completeness, m.completeness_reason
FROM measurement AS m
LEFT JOIN metric AS d USING (metric_id, version)
WHERE m.project_id IN (SELECT unnest($ids))
QUALIFY m.as_of = max(m.as_of) OVER (PARTITION BY m.project_id)
ORDER BY m.project_id, m.metric_id, m.part, m.month NULLS FIRST
