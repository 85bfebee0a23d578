-- Who authored the commits that left licence files, and when each person first committed there.
CREATE OR REPLACE TEMP TABLE licence_author AS
SELECT c.repo_id, c.sha, c.committed_at, coalesce(a.person_id, c.author_id) AS person
FROM "commit" AS c
SEMI JOIN (SELECT repo_id, revision AS sha FROM document WHERE role = 'past_licence') USING (repo_id, sha)
LEFT JOIN person_alias AS a ON a.identity_id = c.author_id
WHERE c.closed_at IS NULL;

CREATE OR REPLACE TEMP TABLE licence_person AS
SELECT c.repo_id, coalesce(a.person_id, c.author_id) AS person, min(c.committed_at) AS first_at
FROM "commit" AS c
SEMI JOIN (SELECT repo_id FROM document WHERE role = 'past_licence') USING (repo_id)
LEFT JOIN person_alias AS a ON a.identity_id = c.author_id
WHERE c.closed_at IS NULL AND a.bot IS DISTINCT FROM 'certain'
GROUP BY c.repo_id, coalesce(a.person_id, c.author_id)
HAVING person IS NOT NULL
