-- Lists name the same account differently: of the names the one that sorts first stays, whichever
-- list was read first, or each night would change it.
UPDATE staged AS s SET
  account_id = coalesce(s.account_id, t.account_id),
  login = coalesce(s.login, t.login),
  name = least(t.name, s.name),
  account_type = coalesce(s.account_type, t.account_type)
FROM identity AS t WHERE t.key = s.key AND t.closed_at IS NULL;

UPDATE staged SET content_hash = md5(concat_ws(chr(31), identity_id, platform,
  'a' || account_id, 'l' || login, 'n' || name, 'e' || email_key, 'd' || email_domain,
  'p' || account_platform, 't' || account_type));
