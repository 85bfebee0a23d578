SELECT
    session.user_id, session.share_id, session.seen_at,
    account.name, account.role, account.must_change,
    (
        SELECT group_concat(project_id, char(10)) FROM account_project
        WHERE account_project.user_id = session.user_id
    ) AS projects,
    share.kind, share.subject
FROM session
LEFT JOIN account USING (user_id)
LEFT JOIN share USING (share_id)
WHERE
    session.session_hash = :key
    AND session.expires_at > :now
    AND session.seen_at > :idle
    AND (
        account.user_id IS NOT NULL
        OR (share.revoked_at IS NULL AND share.expires_at > :now)
    )
