-- What each commit touches.
CREATE OR REPLACE TEMP TABLE act_touched AS
SELECT
  repo_id, sha,
  list_filter(
    ['code', 'docs', 'tests', 'build', 'data'], lambda kind: list_contains(list(class), kind)
  ) AS kinds,
  bool_or(class = 'generated') AS generated,
  bool_or(class = 'vendored') AS vendored
FROM commit_file
SEMI JOIN project_repo USING (repo_id)
JOIN act_path USING (path)
GROUP BY ALL
