-- How many rows in force a figure's metric looks at in one table: those whose answer is among its
-- sources, those of them whose time lies in the window, and those that were read later.
SELECT count(*) FILTER (known) AS rows,
  count(*) FILTER (known AND "at" >= $window_from AND "at" < $window_to) AS inside,
  count(*) FILTER (NOT known) AS later
FROM (
  SELECT {at} AS "at", t.answer_id IN (
    SELECT answer_id FROM measurement_source
    WHERE as_of = $as_of AND project_id = $project_id AND metric_id = $metric_id) AS known
  FROM "{table}" AS t
  WHERE t.repo_id IN (SELECT unnest($repos::TEXT[])) AND {in_force}
)
