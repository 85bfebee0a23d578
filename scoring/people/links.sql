-- Which accounts platforms say a commit signature belongs to.
SELECT DISTINCT identity_id, account_id
FROM account_link
WHERE closed_at IS NULL
ORDER BY ALL
