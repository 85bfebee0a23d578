-- Every repository of a project, the licence of its own text, and whether what tells of its
-- third-party code was read in full. `whole`: all of it was, at $as_of; what was read in part or
-- not at all says nothing of what was not found. Expects `late_stream`.
WITH state AS (
  SELECT repo_id, stream, grade = 'complete' AND NOT EXISTS (
    FROM late_stream l WHERE l.repo_id = s.repo_id AND l.stream = s.stream) AS whole
  FROM stream_state s WHERE stream IN ('packages', 'vendored', 'documents', 'repository')
)
SELECT DISTINCT r.repo_id, r.kind, v.concluded,
  coalesce(d.whole, false) AS documents_complete,
  CASE WHEN r.kind = 'repository'
    THEN coalesce(p.whole, false)
      AND coalesce(c.whole, false)
    ELSE coalesce(f.whole, false) END AS whole
FROM project_repo AS r
LEFT JOIN licence_verdict AS v ON v.repo_id = r.repo_id
LEFT JOIN state AS d ON d.repo_id = r.repo_id AND d.stream = 'documents'
LEFT JOIN state AS p ON p.repo_id = r.repo_id AND p.stream = 'packages'
LEFT JOIN state AS c ON c.repo_id = r.repo_id AND c.stream = 'vendored'
LEFT JOIN state AS f ON f.repo_id = r.repo_id AND f.stream = 'repository'
ORDER BY r.repo_id
