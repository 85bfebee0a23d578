-- Projects that lack a metric at an instant, and how many of them.
WITH wanted AS (SELECT DISTINCT metric_id FROM metric),
meant AS (SELECT unnest($ids::TEXT[]) AS project_id)
SELECT project_id, count(*) AS metrics
FROM meant, wanted
WHERE NOT EXISTS (
  FROM measurement AS m
  WHERE m.as_of = $as_of::TIMESTAMPTZ AND m.project_id = meant.project_id
    AND m.metric_id = wanted.metric_id
)
GROUP BY project_id ORDER BY project_id
