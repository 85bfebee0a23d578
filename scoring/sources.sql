-- Answers behind each metric: those its record rows were read from, and those of its streams that
-- brought nothing (an empty list is the proof of a zero) unless the same address was asked later.
-- Where neither is there (a list that also holds other things held none of these), all answers of
-- the streams prove the zero. Metrics made from the same rows have the same answers: these are
-- looked for once.
INSERT INTO measurement_source BY NAME
WITH made_from AS (
  SELECT row_number() OVER () AS place, sources, streams, list(metric_id) AS metrics
  FROM metric_head GROUP BY sources, streams
), from_stream AS (
  SELECT DISTINCT place, unnest(streams) AS stream FROM made_from
), mine AS (
  SELECT DISTINCT k.metric_id, r.project_id, r.repo_id
  FROM project_repo r
  JOIN scored p ON p.project_id = r.project_id
  JOIN metric_kind k ON k.kind = r.kind
), asked AS MATERIALIZED (
  SELECT DISTINCT repo_id FROM mine
), behind AS MATERIALIZED (
  SELECT s.place, b.repo_id, b.answer_id
  FROM (SELECT place, unnest(sources) AS source FROM made_from) s
  JOIN backing b ON b.source = s.source
  SEMI JOIN asked q ON q.repo_id = b.repo_id
  UNION
  SELECT s.place, e.repo_id, e.answer_id
  FROM from_stream s JOIN empty_answer e ON e.stream = s.stream
  SEMI JOIN asked q ON q.repo_id = e.repo_id
), proven AS (
  SELECT place, repo_id, answer_id FROM behind
  UNION ALL
  SELECT DISTINCT s.place, a.repo_id, a.answer_id
  FROM from_stream s JOIN answer a ON a.stream = s.stream
  SEMI JOIN asked q ON q.repo_id = a.repo_id
  ANTI JOIN behind b ON b.place = s.place AND b.repo_id = a.repo_id
)
SELECT $as_of AS as_of, m.project_id, m.metric_id, m.repo_id, b.answer_id
FROM proven b
JOIN (SELECT place, unnest(metrics) AS metric_id FROM made_from) f ON f.place = b.place
JOIN mine m ON m.metric_id = f.metric_id AND m.repo_id = b.repo_id
ORDER BY m.project_id, m.metric_id, m.repo_id, b.answer_id
