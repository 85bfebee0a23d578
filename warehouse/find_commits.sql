CREATE OR REPLACE TEMP TABLE staged_new AS
SELECT g.* FROM given_commits AS g
ANTI JOIN (FROM commit WHERE repo_id = $repo AND closed_at IS NULL AND has_paths) AS t
ON t.sha = g.sha
  AND t.author_id IS NOT DISTINCT FROM g.author_id
  AND t.committer_id IS NOT DISTINCT FROM g.committer_id
  AND t.authored_at IS NOT DISTINCT FROM g.authored_at
  AND t.committed_at IS NOT DISTINCT FROM g.committed_at
  AND t.parents IS NOT DISTINCT FROM g.parents
  AND t.subject IS NOT DISTINCT FROM g.subject
  AND t.coauthor_ids IS NOT DISTINCT FROM g.coauthor_ids;

UPDATE commit AS t SET closed_at = s.observed_at
FROM staged_new AS s WHERE t.repo_id = $repo AND t.sha = s.sha AND t.closed_at IS NULL
