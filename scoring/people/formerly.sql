-- Logins that accounts have carried before: who takes one over is somebody else.
SELECT DISTINCT f.identity_id, lower(f.login) AS login
FROM identity AS f
JOIN identity AS now ON now.identity_id = f.identity_id AND now.closed_at IS NULL
WHERE f.closed_at IS NOT NULL AND f.platform <> 'git' AND f.account_id IS NOT NULL
  AND lower(f.login) IS DISTINCT FROM lower(now.login) AND f.login IS NOT NULL
ORDER BY ALL
