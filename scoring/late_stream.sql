-- Streams that are known in full now and were not, or not as far as is noted, at $as_of: what was
-- read after that instant tells how things stood then only as far as something proves it.
-- Fills `late_stream` (repo_id, stream, was): unread, partial, or unnoted (of an older program).
CREATE OR REPLACE TEMP TABLE late_stream AS
WITH since_then AS (
  SELECT repo_id, stream FROM stream_state WHERE grade = 'complete' AND since > $as_of
), stood AS (
  SELECT repo_id, stream, grade FROM stream_grade SEMI JOIN since_then USING (repo_id, stream)
  WHERE since <= $as_of
  QUALIFY row_number() OVER (PARTITION BY repo_id, stream ORDER BY since DESC, grade) = 1
), asked AS (
  SELECT DISTINCT repo_id, stream FROM answer SEMI JOIN since_then USING (repo_id, stream)
  WHERE fetched_at <= $as_of
)
SELECT s.repo_id, s.stream,
  CASE WHEN t.grade = 'partial' THEN 'partial'
    WHEN t.grade IS NULL AND a.stream IS NOT NULL THEN 'unnoted' ELSE 'unread' END AS was
FROM since_then s
LEFT JOIN stood t ON t.repo_id = s.repo_id AND t.stream = s.stream
LEFT JOIN asked a ON a.repo_id = s.repo_id AND a.stream = s.stream
WHERE t.grade IS DISTINCT FROM 'complete'
