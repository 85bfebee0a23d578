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
FROM staged_new AS s WHERE t.repo_id = $repo AND t.sha = s.sha AND t.closed_at IS NULL;

INSERT INTO commit BY NAME
SELECT
  $repo AS repo_id, sha, author_id, committer_id, authored_at, committed_at, parents, subject,
  coauthor_ids, true AS has_paths, $repo || '|' || sha AS key,
  md5(concat_ws(chr(31), sha, author_id, committer_id, coalesce(epoch_us(authored_at)::TEXT, ''),
    coalesce(epoch_us(committed_at)::TEXT, ''), parents, array_to_string(coauthor_ids, ' '),
    coalesce(subject, ''))) AS content_hash,
  answer_id, observed_at
FROM staged_new;

INSERT INTO commit_file BY NAME
SELECT $repo AS repo_id, g.sha, g.path, g.change, g.answer_id
FROM given_files AS g
SEMI JOIN staged_new AS s ON s.sha = g.sha
ANTI JOIN (FROM commit_file WHERE repo_id = $repo) AS t ON t.sha = g.sha AND t.path = g.path
