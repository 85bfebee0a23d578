-- One row for each commit of each project: when, what kinds of work, and why it does not count.
-- The copies of a commit in several repositories of a project count once: where paths are known
-- first, then github, gitee, gitcode, git, huggingface, then by repository.
-- The author date is when the work was done; it gives way to the committer date where it is
-- missing or more than a day later than that (a clock set wrong).
-- A commit whose paths could not be read is of the kind commit and counts: that no path is known
-- says nothing against the work, but it is neither shown to be code nor to be documentation.
CREATE OR REPLACE TEMP TABLE act_commit AS
WITH held AS (
  SELECT
    member.project_id, commit.repo_id, commit.sha, commit.author_id, commit.coauthor_ids,
    commit.parents, commit.subject, commit.has_paths, commit.answer_id,
    CASE
      WHEN authored_at <= committed_at + INTERVAL 1 DAY OR committed_at IS NULL THEN authored_at
      ELSE committed_at
    END AS happened_at,
    concat(
      CASE WHEN has_paths THEN 0 ELSE 1 END,
      coalesce(list_position(['github', 'gitee', 'gitcode', 'git', 'huggingface'], platform), 9),
      commit.repo_id
    ) AS place
  FROM commit
  JOIN (SELECT DISTINCT project_id, repo_id, platform FROM project_repo) AS member USING (repo_id)
  WHERE commit.closed_at IS NULL
),
first_copy AS (
  SELECT project_id, sha, min(place) AS place
  FROM held
  SEMI JOIN (
    SELECT project_id FROM project_repo GROUP BY project_id HAVING count(DISTINCT repo_id) > 1
  ) USING (project_id)
  GROUP BY ALL
)
SELECT
  held.project_id, held.repo_id, held.sha, held.author_id, held.coauthor_ids,
  held.happened_at, held.answer_id,
  held.has_paths AND coalesce(act_touched.by_paths, false) AS by_paths,
  CASE
    WHEN NOT held.has_paths THEN ['commit']
    WHEN len(act_touched.kinds) > 0 THEN act_touched.kinds
    ELSE ['code']
  END AS kinds,
  CASE
    WHEN held.place <> first_copy.place THEN 'mirror'
    WHEN held.parents >= 2 THEN 'merge'
    WHEN regexp_matches(held.subject, $revert) THEN 'revert'
    WHEN NOT held.has_paths THEN NULL
    WHEN act_touched.sha IS NULL THEN 'empty'
    WHEN act_touched.bulk THEN 'bulk_import'
    WHEN act_touched.whitespace THEN 'whitespace'
    WHEN act_touched.own THEN NULL
    WHEN act_touched.generated THEN 'generated'
    WHEN act_touched.vendored THEN 'vendored'
    ELSE 'lock'
  END AS excluded
FROM held
LEFT JOIN first_copy USING (project_id, sha)
LEFT JOIN act_touched USING (repo_id, sha)
WHERE held.happened_at IS NOT NULL
