-- Everybody who is seen in the projects' repositories, alias by alias.
WITH mine AS (
  SELECT DISTINCT project_id, repo_id FROM project_repo
  WHERE list_contains($ids::TEXT[], project_id)
), seen AS (
  SELECT project_id, author_id AS identity_id FROM commit JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, committer_id FROM commit JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, unnest(coauthor_ids) FROM commit JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, author_id FROM issue JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, author_id FROM comment JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, author_id FROM change_request JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, merger_id FROM change_request JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, merger_id FROM merger JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, author_id FROM review JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT project_id, author_id FROM discussion JOIN mine USING (repo_id) WHERE closed_at IS NULL
)
SELECT seen.project_id, a.person_id, l.label AS person, a.identity_id, split_part(a.identity_id, ':', 1) AS platform,
  coalesce(i.login, i.name) AS shown, a.rule, a.reason, a.bot, a.bot_reason
FROM person_alias AS a
JOIN seen USING (identity_id)
JOIN identity AS i ON i.identity_id = a.identity_id AND i.closed_at IS NULL
JOIN person_label AS l USING (person_id)
ORDER BY seen.project_id, lower(l.label), a.person_id, a.identity_id
