-- Answers that stand for repositories of more than one bucket, or of none.
CREATE OR REPLACE TEMP TABLE lake_shared AS
SELECT DISTINCT answer_id, bucket
FROM answer JOIN lake_repo USING (repo_id)
SEMI JOIN (
  SELECT answer_id FROM answer GROUP BY answer_id HAVING count(DISTINCT repo_id) > 1
) USING (answer_id);

-- One repository for each kind and stream that any has: whether a stream exists on a platform is
-- told by whether any repository of that platform was asked for it.
CREATE OR REPLACE TEMP TABLE lake_shown AS
WITH place AS (SELECT DISTINCT bucket FROM lake_repo), peer AS (
  SELECT DISTINCT platform, kind, stream, min(repo_id) AS repo_id
  FROM stream_state JOIN project_repo USING (repo_id) GROUP BY ALL
)
SELECT place.bucket, peer.repo_id, peer.stream
FROM peer CROSS JOIN place
ANTI JOIN lake_repo AS own ON own.repo_id = peer.repo_id AND own.bucket = place.bucket
