-- Metrics that can be followed: those with numbers at the instants the projects are shown at, and
-- whether they have months; of several versions the newest.
WITH asked AS (
  SELECT unnest($ids::TEXT[]) AS project_id, unnest($instants::TIMESTAMPTZ[]) AS as_of
), numbered AS (
  SELECT metric_id, version, bool_or(month IS NOT NULL) AS monthly
  FROM measurement
  SEMI JOIN asked USING (project_id, as_of)
  WHERE part = '' AND value IS NOT NULL
  GROUP BY ALL
)
SELECT d.metric_id, d.version, d.title, d.unit, d.definition, d.evidence_table, d.window_days,
  n.monthly
FROM numbered AS n
JOIN metric AS d USING (metric_id, version)
QUALIFY d.version = max(d.version) OVER (PARTITION BY d.metric_id)
ORDER BY d.evidence_table, d.sort_order, d.metric_id
