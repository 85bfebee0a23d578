-- The first and the last day of the window are cut off within the day: what was seen of a day stays
-- until as much of it, or more, is seen.
DELETE FROM staged AS s USING traffic_day AS t
WHERE t.key = s.key AND t.closed_at IS NULL AND (
  (t.is_whole AND NOT s.is_whole)
  OR t.count > s.count OR t.uniques > s.uniques
  OR (s.count IS NULL AND t.count IS NOT NULL) OR (s.uniques IS NULL AND t.uniques IS NOT NULL)
)
