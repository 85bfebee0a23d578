-- Cards of what a repository is made from, and of what those are made from, as they stood at
-- $as_of: one for each kind and name, whatever its letters.
SELECT b.kind, b.target, b.found, b.status, b.full_name, b.licence_field, b.licence_name,
  b.licence_link, b.gated, b.bases, b.answer_id
FROM base_model AS b
WHERE b.repo_id = $repo_id
  AND b.observed_at <= $as_of AND (b.closed_at IS NULL OR b.closed_at > $as_of)
ORDER BY b.kind, b.target
