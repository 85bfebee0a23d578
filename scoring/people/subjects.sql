-- The newest subjects of commits of these signatures, merges aside.
SELECT author_id, subject
FROM commit
WHERE closed_at IS NULL AND parents < 2 AND subject IS NOT NULL
  AND author_id IN (SELECT unnest($authors::TEXT[]))
QUALIFY row_number() OVER (
  PARTITION BY author_id ORDER BY authored_at DESC NULLS LAST, sha, repo_id) <= $newest
ORDER BY author_id, authored_at DESC NULLS LAST, sha, repo_id
