-- 人，只有记号：没有账号名、姓名与邮箱；同一个人在这个站点处处是同一个记号
SELECT a.project_id, 'person-' || substr(sha256($key || a.person_id), 1, 24) AS person, a.bot,
  a.month, a.kind, count(*) FILTER (a.excluded IS NULL) AS substantive, count(*) AS acts
FROM act AS a
WHERE a.project_id IN (SELECT unnest($ids)) AND a.person_id IS NOT NULL
GROUP BY ALL
ORDER BY a.project_id, person, a.month, a.kind
