-- Rows in force that a figure's metric looks at in one table, those whose answer is among its sources
-- before those read later (`known`), those in the window first, the latest first; with how many there
-- are: of known ones, of those whose time lies in the window, and of those that were read later.
WITH row_in_force AS (
  SELECT t.key, t.repo_id, {at} AS "at", t.answer_id, {ref} AS ref, t.answer_id IN (
    SELECT answer_id FROM measurement_source
    WHERE as_of = $as_of AND project_id = $project_id AND metric_id = $metric_id) AS known
  FROM "{table}" AS t
  WHERE t.repo_id IN ({repos}) AND {in_force}
),
counted AS (
  SELECT *, coalesce("at" >= $window_from AND "at" < $window_to, false) AS in_window,
    count(*) FILTER (known) OVER () AS rows,
    count(*) FILTER (known AND in_window) OVER () AS inside,
    count(*) FILTER (NOT known) OVER () AS later
  FROM row_in_force
),
shown AS (
  FROM counted
  ORDER BY known DESC, in_window DESC, "at" DESC NULLS LAST, repo_id, key
  LIMIT $most
)
SELECT key, repo_id, "at", answer_id, {judged} AS judged, known, rows, inside, later
FROM shown AS t
ORDER BY known DESC, in_window DESC, "at" DESC NULLS LAST, repo_id, key
