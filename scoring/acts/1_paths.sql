-- Each path is judged once, however many commits touch it.
CREATE OR REPLACE TEMP TABLE act_path AS
SELECT
  path,
  CASE
    WHEN regexp_matches(path, $lock) THEN 'lock'
    WHEN regexp_matches(path, $vendored) THEN 'vendored'
    WHEN regexp_matches(path, $generated) THEN 'generated'
    WHEN regexp_matches(path, $docs) AND NOT regexp_matches(path, $docs_except) THEN 'docs'
    WHEN regexp_matches(path, $tests) THEN 'tests'
    WHEN regexp_matches(path, $build) THEN 'build'
    WHEN regexp_matches(path, $data) THEN 'data'
    ELSE 'code'
  END AS class
FROM (SELECT DISTINCT path FROM commit_file SEMI JOIN project_repo USING (repo_id))
