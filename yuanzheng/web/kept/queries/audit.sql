SELECT at, who, role, did, what, project_id
FROM audit
WHERE
    (:who = '' OR who = :who)
    AND (:did = '' OR did = :did)
    AND (:project_id = '' OR project_id = :project_id)
    AND (:words = '' OR instr(what, :words) > 0)
    AND at >= :since AND at < :until
ORDER BY audit_id DESC
LIMIT :most OFFSET :skip
