-- State rows of the projects' repositories, and rows for what was never asked for: a repository
-- has a stream when another one of its platform and kind was asked for it; one that was asked for
-- nothing at all lacks everything the metrics need.
WITH mine AS (
  SELECT project_id, repo_id, platform, kind FROM project_repo
  WHERE list_contains($ids::TEXT[], project_id)
  UNION ALL
  SELECT project_id, repo_id, platform, 'owner' FROM project_owner
  WHERE list_contains($ids::TEXT[], project_id)
), offered AS (
  SELECT DISTINCT r.platform, r.kind, s.stream
  FROM stream_state AS s
  JOIN project_repo AS r USING (repo_id)
), expected AS (
  SELECT m.project_id, m.repo_id, o.stream
  FROM mine AS m
  JOIN offered AS o USING (platform, kind)
  UNION
  SELECT m.project_id, m.repo_id, n.stream
  FROM mine AS m
  CROSS JOIN (SELECT DISTINCT unnest(needs) AS stream FROM metric) AS n
  WHERE m.kind <> 'owner' AND m.repo_id NOT IN (SELECT repo_id FROM stream_state)
  UNION
  SELECT project_id, repo_id, 'owner_repositories' FROM mine WHERE kind = 'owner'
)
SELECT m.project_id, s.repo_id, s.stream, s.grade, s.code, s.reason, s.expected, s.got, s.since
FROM stream_state AS s
JOIN (SELECT DISTINCT project_id, repo_id FROM mine) AS m USING (repo_id)
UNION ALL
SELECT e.project_id, e.repo_id, e.stream, 'not_asked', NULL, NULL, NULL, NULL, NULL
FROM expected AS e
ANTI JOIN stream_state AS s USING (repo_id, stream)
ORDER BY 1, 2, 3
