-- What each commit touches: by the lines it changed where they were counted, else by its paths.
-- A documentation file is documentation; in other files comments and docstrings are, where they
-- are a real part of the commit: at least $docs_share of its lines.
CREATE OR REPLACE TEMP TABLE act_touched AS
WITH counted AS (
  SELECT
    repo_id, sha, path, code_added + code_removed AS code, comment_added + comment_removed AS words,
    code_added - code_removed AS more
  FROM commit_change
  WHERE closed_at IS NULL AND unread IS NULL
),
judged AS (
  SELECT
    f.repo_id, f.sha, f.change, p.class, c.sha IS NOT NULL AS by_lines,
    p.class IN ('code', 'docs', 'tests', 'build', 'data') AS own,
    CASE WHEN p.class = 'docs' THEN 0 ELSE c.code END AS code,
    CASE WHEN p.class = 'docs' THEN c.code + c.words ELSE c.words END AS words,
    c.more
  FROM commit_file AS f
  SEMI JOIN project_repo USING (repo_id)
  JOIN act_path AS p USING (path)
  LEFT JOIN counted AS c USING (repo_id, sha, path)
),
weighed AS (
  SELECT
    repo_id, sha,
    list(DISTINCT class) FILTER (own AND (code > 0 OR NOT by_lines)) AS classes,
    coalesce(sum(words) FILTER (own), 0) AS words,
    coalesce(bool_or(class = 'docs' AND (words > 0 OR NOT by_lines)), false) AS docs,
    coalesce(sum(code) FILTER (own), 0) AS code,
    coalesce(bool_or(own), false) AS own,
    bool_or(own AND class <> 'data' AND NOT by_lines)
      OR NOT bool_or(own AND by_lines) AS by_paths,
    coalesce(bool_or(own AND NOT by_lines), false) AS unread,
    bool_or(class = 'generated') AS generated,
    bool_or(class = 'vendored') AS vendored,
    count(*) FILTER (own AND change = 'A') - count(*) FILTER (own AND change = 'D') AS more_files,
    coalesce(sum(more) FILTER (own), 0) AS more_lines
  FROM judged
  GROUP BY ALL
)
SELECT
  repo_id, sha, own, by_paths, generated, vendored,
  own AND NOT unread AND code = 0 AND words = 0 AS whitespace,
  more_files >= $bulk_files OR more_lines >= $bulk_lines AS bulk,
  list_filter(
    ['code', 'docs', 'tests', 'build', 'data'],
    lambda kind: list_contains(classes, kind)
      OR (kind = 'docs' AND (docs OR (words > 0 AND words >= $docs_share * (words + code))))
  ) AS kinds
FROM weighed
