-- Every repository known from the configuration or the collected tables, with its platform's
-- licence field and whether all its documents were read. No row of state: nothing is known.
WITH known AS (
  SELECT repo_id FROM project_repo
  UNION SELECT repo_id FROM repo_fact
  UNION SELECT repo_id FROM document
),
fact AS (
  SELECT repo_id, licence_field, answer_id FROM repo_fact WHERE closed_at IS NULL
  QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at DESC, answer_id) = 1
),
state AS (
  SELECT repo_id, bool_and(grade = 'complete') AS complete
  FROM stream_state WHERE stream = 'documents' GROUP BY repo_id
)
SELECT
  known.repo_id,
  fact.licence_field,
  fact.answer_id,
  fact.repo_id IS NOT NULL OR known.repo_id LIKE 'git:%' AS platform_asked,
  coalesce(state.complete, false) AS documents_complete
FROM known
LEFT JOIN fact USING (repo_id)
LEFT JOIN state USING (repo_id)
ORDER BY known.repo_id
