-- The two leading figures of each evidence table: whole project, whole window. A total over
-- several platforms comes with its shares ("github 5194, gitee 640"): no sum stands alone. A
-- figure that is an upper bound comes with its lower bound.
WITH whole AS (
  SELECT project_id, metric_id, version, evidence_table, sort_order, title, value, value_text,
    unit, completeness
  FROM measurement JOIN metric USING (metric_id, version)
  WHERE as_of = $as_of::TIMESTAMPTZ AND list_contains($ids::TEXT[], project_id)
    AND part = '' AND month IS NULL
  QUALIFY row_number() OVER (
    PARTITION BY project_id, evidence_table ORDER BY sort_order, metric_id) <= 2
), by_platform AS (
  SELECT m.project_id, m.metric_id, r.platform, sum(m.value) AS value
  FROM measurement AS m
  JOIN project_repo AS r ON r.project_id = m.project_id AND r.repo_id = m.part
  WHERE m.as_of = $as_of::TIMESTAMPTZ AND m.month IS NULL AND m.value IS NOT NULL
  GROUP BY ALL
), shared AS (
  SELECT project_id, metric_id, sum(value) AS total, count(*) AS platforms,
    string_agg(format('{} {:d}', platform, value::BIGINT), '，' ORDER BY value DESC, platform)
      AS shares
  FROM by_platform GROUP BY project_id, metric_id
)
, lower AS (
  SELECT project_id, metric_id, value FROM measurement
  WHERE as_of = $as_of::TIMESTAMPTZ AND part = 'at_least' AND month IS NULL AND value IS NOT NULL
)
SELECT w.project_id, w.evidence_table, w.title, w.value, w.value_text, w.unit, w.completeness,
  CASE WHEN s.platforms > 1 AND s.total = w.value THEN s.shares
    WHEN l.value IS NOT NULL AND w.completeness = 'complete' THEN format('上限；至少 {:d}', l.value::BIGINT) END AS shares
FROM whole AS w
LEFT JOIN shared AS s USING (project_id, metric_id)
LEFT JOIN lower AS l USING (project_id, metric_id)
ORDER BY w.project_id, w.evidence_table, w.sort_order, w.metric_id
