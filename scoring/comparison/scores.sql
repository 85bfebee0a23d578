-- Scores of the projects in `scored` from their measurements at `as_of`; expects `indicator`.
-- What is not known, or is a word, has no points and is never left out in silence: its weight is
-- the unknown share. A partial figure counts as it is, and says so among the parts.
INSERT INTO project_score BY NAME
WITH pointed AS (
  SELECT p.project_id, i.*, m.value, coalesce(m.completeness, 'not_observable') AS completeness,
    -- greatest() of nothing and 0 would be 0
    CASE WHEN m.value IS NOT NULL THEN
      floor + (1 - floor) * ln(1 + least(greatest(m.value, 0), cap)) / ln(1 + cap) END AS points
  FROM scored p CROSS JOIN indicator i
  LEFT JOIN measurement m ON m.as_of = $as_of AND m.project_id = p.project_id
    AND m.metric_id = i.metric AND m.part = '' AND m.month IS NULL
), summed AS (
  SELECT project_id,
    coalesce(sum(weight) FILTER (points IS NULL), 0) / sum(weight) AS unknown_share,
    coalesce(sum(weight) FILTER (completeness = 'partial' AND points IS NOT NULL), 0) / sum(weight) AS partial_share,
    exp(sum(weight * ln(points) ORDER BY place) / nullif(sum(weight) FILTER (points IS NOT NULL), 0))
      AS mean,
    list({'indicator': id, 'metric': metric, 'value': value, 'points': round(points, 6),
      'weight': weight, 'completeness': completeness} ORDER BY place) AS parts
  FROM pointed WHERE weight > 0 GROUP BY project_id
)
SELECT $as_of AS as_of, project_id, $weights_id AS weights_id,
  -- the last places of a sum say nothing
  CASE WHEN round(unknown_share, 9) <= $most_unknown THEN round(100 * mean, 6) END AS value,
  round(unknown_share, 6) AS unknown_share, round(partial_share, 6) AS partial_share,
  to_json(parts)::TEXT AS parts
FROM summed ORDER BY project_id;
