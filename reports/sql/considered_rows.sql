-- The rows themselves, those in the window first, the latest first.
SELECT t.key, t.repo_id, {at} AS "at", t.answer_id, {judged} AS judged
FROM "{table}" AS t
WHERE t.repo_id IN (SELECT unnest($repos::TEXT[])) AND {in_force} AND t.answer_id IN (
  SELECT answer_id FROM measurement_source
  WHERE as_of = $as_of AND project_id = $project_id AND metric_id = $metric_id)
ORDER BY coalesce({at} >= $window_from AND {at} < $window_to, false) DESC, {at} DESC NULLS LAST,
  t.repo_id, t.key
LIMIT $most
