-- What each commit touches.
CREATE OR REPLACE TEMP TABLE act_touched AS
SELECT
  repo_id, sha,
  bool_or(class = 'code') AS code,
  bool_or(class = 'docs') AS docs,
  bool_or(class = 'generated') AS generated,
  bool_or(class = 'vendored') AS vendored
FROM commit_file
SEMI JOIN project_repo USING (repo_id)
JOIN act_path USING (path)
GROUP BY ALL
