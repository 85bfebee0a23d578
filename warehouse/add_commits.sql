-- Versions of commits that are not held yet.
INSERT INTO commit BY NAME
SELECT
  $repo AS repo_id, sha, author_id, committer_id, authored_at, committed_at, parents, subject,
  coauthor_ids, true AS has_paths, $repo || '|' || sha AS key,
  md5(concat_ws(chr(31), sha, author_id, committer_id, coalesce(epoch_us(authored_at)::TEXT, ''),
    coalesce(epoch_us(committed_at)::TEXT, ''), parents, array_to_string(coauthor_ids, ' '),
    coalesce(subject, ''))) AS content_hash,
  answer_id, observed_at
FROM {given}
