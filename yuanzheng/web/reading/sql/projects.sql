-- Every project with what it is made of, when anything of it was read last, and what it was scored
-- for, the latest first.
WITH asked AS (
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
), archived AS (
  SELECT repo_id FROM repo_fact
  WHERE closed_at IS NULL AND is_archived
), told AS (
  SELECT a.project_id, count(DISTINCT a.repo_id) AS sources, max(f.at) AS collected_at,
    list_sort(list(DISTINCT a.platform)) AS platforms,
    count(r.repo_id) AS archived
  FROM asked AS a
  LEFT JOIN fresh AS f USING (repo_id)
  LEFT JOIN archived AS r USING (repo_id)
  GROUP BY a.project_id
), scored AS (
  SELECT project_id, list(DISTINCT as_of ORDER BY as_of DESC) AS instants
  FROM measurement
  GROUP BY project_id
)
SELECT p.project_id, p.name, p.applicant, p.policies, p.sample, coalesce(t.sources, 0) AS sources,
  greatest(t.collected_at, l.at) AS collected_at, coalesce(t.platforms, []) AS platforms,
  coalesce(t.archived, 0) AS archived, coalesce(s.instants, []) AS instants
FROM project AS p
LEFT JOIN told AS t USING (project_id)
LEFT JOIN looked AS l USING (project_id)
LEFT JOIN scored AS s USING (project_id)
ORDER BY p.project_id
