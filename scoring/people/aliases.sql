-- Current aliases that can be a person. An organisation account is no person: what it does has
-- nobody's name on it, so its acts stay without a person instead of counting as one.
SELECT
  identity_id,
  coalesce(account_platform, CASE WHEN platform <> 'git' THEN platform END) AS account_platform,
  platform <> 'git' AS is_account,
  account_id, login, name, email_key, email_domain, account_type
FROM identity
WHERE closed_at IS NULL
  AND coalesce(lower(account_type), '') NOT IN ('organization', 'organisation', 'org', 'group', 'enterprise')
ORDER BY identity_id
