-- Copies of others' code in repositories as they stood at $as_of; one read later counts when its
-- licence file is shown by the history to have stood unchanged since. Expects
-- `file_changed`.
SELECT v.repo_id, v.path, v.licence_path, v.content, v.unreadable, v.answer_id
FROM vendored_copy AS v
LEFT JOIN file_changed AS h ON h.repo_id = v.repo_id AND h.path = v.licence_path
WHERE v.repo_id IN (SELECT unnest($repos::TEXT[])) AND (
  (v.observed_at <= $as_of AND (v.closed_at IS NULL OR v.closed_at > $as_of))
  OR (v.closed_at IS NULL AND h.changed_at <= $as_of))
QUALIFY row_number() OVER (PARTITION BY v.repo_id, v.path, v.licence_path ORDER BY v.observed_at) = 1
ORDER BY v.repo_id, v.path, v.licence_path
