-- What the rows of a table were judged to be as acts within the window.
SELECT a.kind, a.bot, a.excluded, count(DISTINCT t.key) AS rows
FROM "{table}" AS t
JOIN act AS a ON a.repo_id = t.repo_id AND a.ref = {ref} AND a.answer_id = t.answer_id
WHERE a.project_id = $project_id AND t.repo_id IN ({repos}) AND {in_force}
  AND a.happened_at < $window_to
  AND ($window_from::TIMESTAMPTZ IS NULL OR a.happened_at >= $window_from::TIMESTAMPTZ)
  AND t.answer_id IN (
    SELECT answer_id FROM measurement_source
    WHERE as_of = $as_of AND project_id = $project_id AND metric_id = $metric_id)
GROUP BY a.kind, a.bot, a.excluded
ORDER BY a.excluded NULLS FIRST, a.bot = 'human' DESC, a.kind, a.bot
