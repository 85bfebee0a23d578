SELECT metric_id, version, title, question, definition, unit, window_days, needs, evidence_table,
  sort_order, sql_text, sql_sha256, part_unit
FROM metric
ORDER BY evidence_table, sort_order, metric_id, version
