-- Everybody who is seen in the project's repositories, alias by alias.
WITH mine AS (
  SELECT DISTINCT repo_id FROM project_repo WHERE project_id = $project_id
), seen AS (
  SELECT author_id AS identity_id FROM commit JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT committer_id FROM commit JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT unnest(coauthor_ids) FROM commit JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT author_id FROM issue JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT author_id FROM comment JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT author_id FROM change_request JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT merger_id FROM change_request JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT merger_id FROM merger JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT author_id FROM review JOIN mine USING (repo_id) WHERE closed_at IS NULL
  UNION SELECT author_id FROM discussion JOIN mine USING (repo_id) WHERE closed_at IS NULL
)
SELECT a.person_id, l.label AS person, a.identity_id, split_part(a.identity_id, ':', 1) AS platform,
  coalesce(i.login, i.name) AS shown, a.rule, a.reason, a.bot, a.bot_reason
FROM person_alias AS a
JOIN seen USING (identity_id)
JOIN identity AS i ON i.identity_id = a.identity_id AND i.closed_at IS NULL
JOIN person_label AS l USING (person_id)
ORDER BY lower(l.label), a.person_id, a.identity_id
