-- 每个来源的每个流知道得多全
SELECT r.project_id, s.repo_id, s.stream, s.grade, s.code, s.reason, s.expected, s.got, s.since
FROM stream_state AS s
JOIN (
  SELECT project_id, repo_id FROM project_repo
  UNION
  SELECT project_id, repo_id FROM project_owner
) AS r USING (repo_id)
WHERE r.project_id IN (SELECT unnest($ids))
ORDER BY r.project_id, s.repo_id, s.stream
