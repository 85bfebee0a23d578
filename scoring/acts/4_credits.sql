-- Who is credited: the author, and each other person named as co-author, once. Identities nobody
-- is known for stay apart from each other: they are never taken for one person.
CREATE OR REPLACE TEMP TABLE act_credit AS
SELECT act_commit.project_id, act_commit.repo_id, act_commit.sha, author.person_id, author.bot
FROM act_commit
LEFT JOIN person_alias AS author ON author.identity_id = act_commit.author_id
UNION ALL
SELECT project_id, repo_id, sha, person_id, bot
FROM (
  SELECT DISTINCT
    named.project_id, named.repo_id, named.sha, helper.person_id, helper.bot,
    CASE WHEN helper.person_id IS NULL THEN named.identity_id END AS stranger
  FROM (
    SELECT project_id, repo_id, sha, author_id, unnest(coauthor_ids) AS identity_id
    FROM act_commit
  ) AS named
  LEFT JOIN person_alias AS author ON author.identity_id = named.author_id
  LEFT JOIN person_alias AS helper ON helper.identity_id = named.identity_id
  WHERE named.identity_id IS DISTINCT FROM named.author_id
    AND (helper.person_id IS NULL OR helper.person_id IS DISTINCT FROM author.person_id)
)
