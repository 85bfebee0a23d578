-- From what the metrics' queries gave (`given`) to measurements: every project gets its whole row
-- of every metric, unknown values are NULL with a reason, partial ones say so.
INSERT INTO measurement BY NAME
WITH applies AS (
  SELECT DISTINCT k.metric_id, r.project_id, r.repo_id
  FROM project_repo r JOIN metric_kind k ON k.kind = r.kind
), concerned AS (
  SELECT DISTINCT metric_id, project_id FROM applies
  UNION
  SELECT h.metric_id, p.project_id FROM metric_head h CROSS JOIN scored p
  WHERE p.project_id NOT IN (SELECT project_id FROM project_repo)
), several AS (
  SELECT metric_id, project_id FROM applies GROUP BY metric_id, project_id HAVING count(*) > 1
), drafted AS (
  SELECT h.metric_id, p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, g.value,
    g.value_text, g.n, g.undated, g.unsure, c.metric_id IS NOT NULL AS applies
  FROM metric_head h CROSS JOIN scored p
  LEFT JOIN concerned c ON c.metric_id = h.metric_id AND c.project_id = p.project_id
  LEFT JOIN given g ON g.metric_id = h.metric_id AND g.project_id = p.project_id
    AND g.part = '' AND g.month IS NULL
  UNION ALL
  SELECT g.metric_id, g.project_id, g.part, g.part_title, g.month, g.value, g.value_text, g.n,
    greatest(coalesce(g.undated, 0), coalesce(u.undated, 0)), g.unsure, true
  FROM given g
  JOIN scored p ON p.project_id = g.project_id
  JOIN concerned c ON c.metric_id = g.metric_id AND c.project_id = g.project_id
  LEFT JOIN given u ON u.metric_id = g.metric_id AND u.project_id = g.project_id
    AND u.part = g.part AND u.month IS NULL AND g.month IS NOT NULL
  WHERE NOT (g.part = '' AND g.month IS NULL)
), known AS (
  SELECT d.*, a.repo_id IS NOT NULL AS is_repo,
    coalesce(t.n, CASE WHEN own.grade IS NULL THEN e.n END, 0) AS timeless,
    coalesce(own.grade, whole.grade, 'not_observable') AS grade,
    CASE WHEN own.grade IS NULL THEN whole.reason ELSE own.reason END AS reason
  FROM drafted d
  LEFT JOIN applies a ON a.metric_id = d.metric_id AND a.project_id = d.project_id
    AND a.repo_id = d.part
  LEFT JOIN part_grade own ON own.metric_id = d.metric_id AND own.project_id = d.project_id
    AND own.part = d.part
  LEFT JOIN part_grade whole ON whole.metric_id = d.metric_id
    AND whole.project_id = d.project_id AND whole.part = ''
  LEFT JOIN timeless t ON t.metric_id = d.metric_id AND t.project_id = d.project_id
    AND t.part = d.part
  LEFT JOIN timeless e ON e.metric_id = d.metric_id AND e.project_id = d.project_id AND e.part = ''
  WHERE a.repo_id IS NULL OR own.grade IS NOT NULL
), weighed AS (
  SELECT *, count(*) FILTER (is_repo AND month IS NULL AND grade <> 'not_observable' AND unvalued)
      OVER (PARTITION BY metric_id, project_id) AS unknown_repos
  FROM (
    -- nothing but rows without a time is no zero; a share or span over rows that have one may be
    SELECT *, value_text IS NULL AND (value IS NULL
      OR (value = 0 AND coalesce(n, 0) = 0 AND undated > 0 AND month IS NULL)) AS unvalued
    FROM known
  )
), graded AS (
  SELECT w.* EXCLUDE (grade, reason), h.version, h.days,
    CASE WHEN NOT applies THEN 'complete'
      WHEN grade = 'not_observable' OR unvalued THEN 'not_observable'
      WHEN grade = 'partial' OR undated > 0 OR timeless > 0 OR unsure > 0
        OR (part = '' AND unknown_repos > 0) THEN 'partial'
      ELSE 'complete' END AS completeness,
    CASE WHEN grade = 'not_observable' THEN reason
      WHEN unvalued THEN concat_ws('；', h.unknown, nullif(reason, ''))
      ELSE concat_ws('；', nullif(reason, ''),
        CASE WHEN coalesce(undated, 0) + timeless > 0 THEN
          format('另有 {} 条平台没有给出时间，未计入', coalesce(undated, 0) + timeless) END,
        CASE WHEN unsure > 0
          THEN format('另有 {} 条不知道是不是另一仓库里同一条的副本，未计入', unsure) END,
        CASE WHEN part = '' AND unknown_repos > 0
          THEN format('有 {} 个仓库的数值未知，未计入', unknown_repos) END,
        CASE WHEN h.grows AND NOT (h.copies AND part = '' AND s.project_id IS NOT NULL)
          THEN '数值为下限' END)
    END AS completeness_reason
  FROM weighed w JOIN metric_head h ON h.metric_id = w.metric_id
  LEFT JOIN several s ON s.metric_id = w.metric_id AND s.project_id = w.project_id
)
SELECT $as_of AS as_of, project_id, metric_id, version, part, part_title, month,
  -- twelve digits: the last places of a fraction are the engine's, and the machine's, not the data's
  CASE WHEN applies AND completeness <> 'not_observable' THEN
    CASE WHEN value = trunc(value) THEN value ELSE format('{:.12g}', value)::DOUBLE END END AS value,
  CASE WHEN NOT applies THEN '不适用' WHEN completeness <> 'not_observable' THEN value_text END
    AS value_text,
  CASE WHEN NOT applies THEN 0 WHEN completeness <> 'not_observable' THEN n END AS n,
  $as_of::TIMESTAMPTZ - to_hours(24 * days) AS window_from, $as_of AS window_to, completeness,
  CASE WHEN completeness <> 'complete' THEN completeness_reason END AS completeness_reason
FROM graded
ORDER BY project_id, metric_id, part, month NULLS FIRST
