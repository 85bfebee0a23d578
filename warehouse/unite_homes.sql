-- From which shard each repository and owner is taken: the one that read it last. A reading that
-- found nothing new keeps no answer: the runs tell of it.
CREATE OR REPLACE TEMP TABLE united_home AS
SELECT repo_id, arg_max(shard, (read_at, shard)) AS shard
FROM (
  SELECT repo_id, shard, max(fetched_at) AS read_at FROM {answers} GROUP BY ALL
  UNION ALL
  SELECT d.repo_id, d.shard, max(r.started_at)
  FROM (FROM {repos} UNION ALL BY NAME FROM {owners}) d
  JOIN {projects} p ON p.shard = d.shard AND p.project_id = d.project_id
  JOIN {runs} r ON r.shard = p.shard AND r.run_id = p.run_id
  WHERE r.finished_at IS NOT NULL AND p.outcome = 'complete' AND p.streams > 0 GROUP BY ALL
  UNION ALL SELECT repo_id, shard, TIMESTAMPTZ '1970-01-01' FROM {repos}
  UNION ALL SELECT repo_id, shard, TIMESTAMPTZ '1970-01-01' FROM {owners}
)
GROUP BY repo_id
