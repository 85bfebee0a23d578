-- Every version that any shard saw. Of the current ones one stays, filled with what the others
-- show; of several names the one that sorts first, as when one host reads all lists.
INSERT INTO identity BY NAME
WITH seen AS (
  SELECT DISTINCT * EXCLUDE (shard, shard_row) FROM {rows}
), now AS (
  SELECT identity_id, platform,
    arg_max(account_id, (observed_at, content_hash)) FILTER (account_id IS NOT NULL) AS account_id,
    arg_max(login, (observed_at, content_hash)) FILTER (login IS NOT NULL) AS login,
    min(name) AS name,
    arg_max(email_key, (observed_at, content_hash)) FILTER (email_key IS NOT NULL) AS email_key,
    arg_max(email_domain, (observed_at, content_hash)) FILTER (email_domain IS NOT NULL)
      AS email_domain,
    arg_max(account_platform, (observed_at, content_hash)) FILTER (account_platform IS NOT NULL)
      AS account_platform,
    arg_max(account_type, (observed_at, content_hash)) FILTER (account_type IS NOT NULL)
      AS account_type,
    key, arg_max(answer_id, (observed_at, answer_id)) AS answer_id, max(observed_at) AS observed_at
  FROM seen WHERE closed_at IS NULL GROUP BY identity_id, platform, key
)
SELECT *, md5(concat_ws(chr(31), identity_id, platform, 'a' || account_id, 'l' || login,
    'n' || name, 'e' || email_key, 'd' || email_domain, 'p' || account_platform,
    't' || account_type)) AS content_hash, NULL::TIMESTAMPTZ AS closed_at
FROM now
UNION ALL BY NAME
-- Earlier versions, and current ones that another shard saw more of later.
SELECT s.* FROM seen s WHERE s.closed_at IS NOT NULL
UNION ALL BY NAME
SELECT s.* REPLACE (n.observed_at AS closed_at)
FROM seen s JOIN now n USING (key)
WHERE s.closed_at IS NULL AND s.observed_at < n.observed_at
  AND (s.login, s.name, s.account_type, s.account_id)
    IS DISTINCT FROM (n.login, n.name, n.account_type, n.account_id)
ORDER BY identity_id, observed_at
