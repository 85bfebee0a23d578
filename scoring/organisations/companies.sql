-- What accounts of a project's people name as their company: one row each time another company was
-- first shown, whichever repository it was shown in.
WITH shown AS (
  SELECT DISTINCT
    member.project_id, person_alias.person_id, account_company.account_id, account_company.company,
    account_company.observed_at
  FROM account_company
  JOIN (SELECT DISTINCT project_id, repo_id FROM project_repo) AS member USING (repo_id)
  JOIN person_alias ON person_alias.identity_id = account_company.account_id
  WHERE person_alias.bot = 'human'
),
once AS (
  SELECT project_id, person_id, account_id, observed_at, max(company) AS company
  FROM shown GROUP BY ALL
)
SELECT project_id, person_id, account_id, observed_at, company
FROM once
WINDOW account AS (PARTITION BY project_id, account_id ORDER BY observed_at)
QUALIFY row_number() OVER account = 1
  OR company IS DISTINCT FROM lag(company) OVER account
ORDER BY project_id, person_id, account_id, observed_at
