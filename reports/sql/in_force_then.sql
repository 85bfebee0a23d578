-- Rows that stand, and those that stood when the figure was measured: closed after its instant, and
-- not for a version the figure was measured from.
(t.closed_at IS NULL OR (t.closed_at > $as_of AND t.answer_id IN (
    SELECT answer_id FROM measurement_source
    WHERE as_of = $as_of AND project_id = $project_id AND metric_id = $metric_id)
  AND NOT EXISTS (
    FROM "{table}" AS n
    JOIN measurement_source AS m ON m.answer_id = n.answer_id
    WHERE n.repo_id = t.repo_id AND n.key = t.key AND n.observed_at = t.closed_at
      AND m.as_of = $as_of AND m.project_id = $project_id AND m.metric_id = $metric_id)))
