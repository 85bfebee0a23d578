-- The two leading figures of each evidence table: whole project, whole window.
SELECT project_id, evidence_table, title, value, value_text, unit, completeness
FROM measurement JOIN metric USING (metric_id, version)
WHERE as_of = $as_of::TIMESTAMPTZ AND list_contains($ids::TEXT[], project_id)
  AND part = '' AND month IS NULL
QUALIFY row_number() OVER (PARTITION BY project_id, evidence_table ORDER BY sort_order, metric_id) <= 2
ORDER BY project_id, evidence_table, sort_order, metric_id
