-- Every project with its sources, when anything of them was read last, and what it was scored for.
WITH mine AS (
  SELECT project_id, repo_id, platform FROM project_repo
  UNION
  SELECT project_id, repo_id, platform FROM project_owner
), fresh AS (
  SELECT repo_id, max(fetched_at) AS at FROM answer GROUP BY repo_id
), looked AS (
  -- a night that found nothing new leaves no answer behind, and was read all the same
  SELECT p.project_id, max(r.started_at) AS at FROM run_project AS p JOIN run AS r USING (run_id)
  WHERE r.finished_at IS NOT NULL AND p.outcome <> 'interrupted' AND p.streams > p.failed
  GROUP BY p.project_id
), told AS (
  SELECT m.project_id, count(DISTINCT m.repo_id) AS sources,
    list_sort(list(DISTINCT m.platform)) AS platforms, max(f.at) AS collected_at
  FROM mine AS m
  LEFT JOIN fresh AS f USING (repo_id)
  GROUP BY m.project_id
), scored AS (
  SELECT project_id, list(DISTINCT as_of ORDER BY as_of DESC) AS instants
  FROM measurement
  WHERE $as_of IS NULL OR as_of <= $as_of::TIMESTAMPTZ
  GROUP BY project_id
)
SELECT p.project_id, p.name, p.applicant, p.sample, p.policies, coalesce(t.sources, 0) AS sources,
  coalesce(t.platforms, []) AS platforms, greatest(t.collected_at, l.at) AS collected_at,
  coalesce(s.instants, []) AS instants,
  s.instants[1] AS as_of
FROM project AS p
LEFT JOIN told AS t USING (project_id)
LEFT JOIN looked AS l USING (project_id)
LEFT JOIN scored AS s USING (project_id)
ORDER BY p.project_id
