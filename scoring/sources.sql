-- Answers behind each metric: those its record rows were read from, and those of its streams that
-- brought nothing (an empty list is the proof of a zero) unless the same address was asked later.
-- Where neither is there (a list that also holds other things held none of these), all answers of
-- the streams prove the zero.
INSERT INTO measurement_source BY NAME
WITH mine AS (
  SELECT DISTINCT k.metric_id, r.project_id, r.repo_id
  FROM project_repo r
  JOIN scored p ON p.project_id = r.project_id
  JOIN metric_kind k ON k.kind = r.kind
), behind AS (
  SELECT h.metric_id, b.repo_id, b.answer_id
  FROM (SELECT metric_id, unnest(sources) AS source FROM metric_head) h
  JOIN backing b ON b.source = h.source
  UNION
  SELECT h.metric_id, e.repo_id, e.answer_id
  FROM (SELECT metric_id, unnest(streams) AS stream FROM metric_head) h
  JOIN empty_answer e ON e.stream = h.stream
)
, proven AS (
  FROM behind
  UNION
  SELECT h.metric_id, a.repo_id, a.answer_id
  FROM (SELECT metric_id, unnest(streams) AS stream FROM metric_head) h
  JOIN answer a ON a.stream = h.stream
  WHERE (h.metric_id, a.repo_id) NOT IN (SELECT (metric_id, repo_id) FROM behind)
)
SELECT $as_of AS as_of, m.project_id, m.metric_id, b.repo_id, b.answer_id
FROM proven b JOIN mine m ON m.metric_id = b.metric_id AND m.repo_id = b.repo_id
ORDER BY m.project_id, m.metric_id, b.repo_id, b.answer_id
