-- Cards of what repositories are made from, and of what those are made from, as they stood at
-- $as_of: one for each kind and name, whatever its letters.
SELECT b.repo_id, b.kind, b.target, b.found, b.status, b.full_name, b.licence_field, b.licence_name,
  b.licence_link, b.gated, b.bases, b.answer_id
FROM base_model AS b
WHERE b.repo_id IN (SELECT unnest($repos::TEXT[]))
  AND b.observed_at <= $as_of AND (b.closed_at IS NULL OR b.closed_at > $as_of)
ORDER BY b.repo_id, b.kind, b.target
