-- Commits people signed before $as_of with an address of an organisation, as runs: the next commit of the same
-- person begins another one where it is signed for another organisation or stands too far off.
-- Of two organisations at the same instant one that is named holds, else the first by name. An
-- organisation only one person of the project writes from may be that person's own domain: it is
-- left out unless it is named.
WITH owner AS (
  SELECT
    unnest($projects) AS project_id, unnest($domains) AS domain,
    unnest($organisations) AS organisation, unnest($named) AS named
),
signed AS (
  SELECT
    commit.repo_id, author_id, coauthor_ids,
    -- as in scoring/acts
    CASE
      WHEN authored_at <= committed_at + INTERVAL 1 DAY OR committed_at IS NULL THEN authored_at
      ELSE committed_at
    END AS moment
  FROM commit
  WHERE closed_at IS NULL
),
-- Before the owners, or each address of a domain would meet each project with that domain.
placed AS MATERIALIZED (
  SELECT DISTINCT
    member.project_id, person_alias.person_id, identity.email_domain, signature.moment
  FROM (
    SELECT repo_id, author_id AS identity_id, moment FROM signed
    UNION ALL
    SELECT repo_id, unnest(coauthor_ids), moment FROM signed
  ) AS signature
  JOIN (SELECT DISTINCT project_id, repo_id FROM project_repo) AS member USING (repo_id)
  JOIN person_alias USING (identity_id)
  JOIN identity USING (identity_id)
  WHERE identity.closed_at IS NULL AND person_alias.bot = 'human' AND signature.moment < $as_of
    AND identity.email_domain IS NOT NULL
),
seen AS (
  SELECT DISTINCT
    placed.project_id, placed.person_id, owner.organisation, owner.named, placed.moment
  FROM placed
  JOIN owner ON owner.project_id = placed.project_id AND owner.domain = placed.email_domain
),
shared AS (
  SELECT project_id, organisation FROM seen GROUP BY ALL
  HAVING bool_or(named) OR count(DISTINCT person_id) >= $people
),
once AS (
  SELECT
    project_id, person_id, moment,
    arg_min(organisation, (NOT named, organisation)) AS organisation
  FROM seen SEMI JOIN shared USING (project_id, organisation)
  GROUP BY ALL
),
marked AS (
  SELECT
    *,
    lag(organisation) OVER person IS DISTINCT FROM organisation
      OR moment - lag(moment) OVER person > $apart AS begins
  FROM once
  WINDOW person AS (PARTITION BY project_id, person_id ORDER BY moment)
),
numbered AS (
  SELECT *, count(*) FILTER (begins) OVER person AS run
  FROM marked
  WINDOW person AS (
    PARTITION BY project_id, person_id ORDER BY moment
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
)
SELECT
  project_id, person_id, any_value(organisation) AS organisation,
  min(moment) AS first, max(moment) AS last, count(*) AS signed
FROM numbered
GROUP BY project_id, person_id, run
ORDER BY project_id, person_id, first
