SELECT t.token_id, t.used_at, a.user_id, a.name, a.role, a.must_change,
  (SELECT group_concat(project_id, char(10)) FROM account_project AS p WHERE p.user_id = a.user_id)
    AS projects
FROM api_token AS t
JOIN account AS a USING (user_id)
WHERE t.token_hash = :key AND t.expires_at > :now
