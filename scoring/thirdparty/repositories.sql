-- Every repository of a project, the licence of its own text, and whether what tells of its
-- third-party code was read in full. `looked`: by a stream that was not just asked but held at
-- $as_of; before the first reading nothing can be said of what was not there.
WITH state AS (
  SELECT repo_id, stream, grade, since FROM stream_state
  WHERE stream IN ('packages', 'vendored', 'sbom', 'documents', 'repository')
)
SELECT DISTINCT r.repo_id, r.kind, v.concluded,
  coalesce(d.grade = 'complete' AND d.since <= $as_of, false) AS documents_complete,
  CASE WHEN r.kind = 'repository'
    THEN coalesce(p.grade <> 'not_observable' AND p.since <= $as_of, false)
      OR coalesce(s.grade <> 'not_observable' AND s.since <= $as_of, false)
    ELSE coalesce(f.grade <> 'not_observable' AND f.since <= $as_of, false) END AS looked
FROM project_repo AS r
LEFT JOIN licence_verdict AS v ON v.repo_id = r.repo_id
LEFT JOIN state AS d ON d.repo_id = r.repo_id AND d.stream = 'documents'
LEFT JOIN state AS p ON p.repo_id = r.repo_id AND p.stream = 'packages'
LEFT JOIN state AS s ON s.repo_id = r.repo_id AND s.stream = 'sbom'
LEFT JOIN state AS f ON f.repo_id = r.repo_id AND f.stream = 'repository'
ORDER BY r.repo_id
