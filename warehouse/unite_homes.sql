-- From which shard each repository and owner is taken: the one that read it last.
CREATE OR REPLACE TEMP TABLE united_home AS
SELECT repo_id, arg_max(shard, (read_at, shard)) AS shard
FROM (
  SELECT repo_id, shard, max(fetched_at) AS read_at FROM {answers} GROUP BY ALL
  UNION ALL SELECT repo_id, shard, TIMESTAMPTZ '1970-01-01' FROM {repos}
  UNION ALL SELECT repo_id, shard, TIMESTAMPTZ '1970-01-01' FROM {owners}
)
GROUP BY repo_id
