-- 指标的口径（与项目无关，对谁都一样）
SELECT metric_id, version, title, question, definition, unit, part_unit, window_days, needs,
  evidence_table, sql_text, sql_sha256
FROM metric WHERE $ids IS NOT NULL ORDER BY metric_id, version
