WITH used AS (
  SELECT project_id, answer_id
  FROM measurement_source
  WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
  UNION
  SELECT r.project_id, l.answer_id
  FROM licence_finding AS l
  JOIN project_repo AS r USING (repo_id)
  WHERE list_contains($ids::TEXT[], r.project_id) AND l.answer_id IS NOT NULL
)
SELECT u.project_id, u.answer_id, a.repo_id, a.stream, a.url, a.status, a.fetched_at, a.sha256, a.bytes,
  a.content_type, a.warc_file, a.warc_record
FROM used AS u
LEFT JOIN answer AS a USING (answer_id)
QUALIFY row_number() OVER (
  PARTITION BY u.project_id, u.answer_id ORDER BY a.fetched_at, a.warc_record, a.stream) = 1
ORDER BY u.project_id, a.repo_id NULLS LAST, a.stream, a.fetched_at, a.url, u.answer_id
