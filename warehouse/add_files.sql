-- The paths of commits that are new, where they are not held yet.
INSERT INTO commit_file BY NAME
SELECT $repo AS repo_id, g.sha, g.path, g.change, g.answer_id
FROM given_files AS g
SEMI JOIN staged_new AS s ON s.sha = g.sha
ANTI JOIN (FROM commit_file WHERE repo_id = $repo) AS t ON t.sha = g.sha AND t.path = g.path
