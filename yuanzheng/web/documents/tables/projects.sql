-- 项目
SELECT project_id, name, applicant, policies, sample FROM project
WHERE project_id IN (SELECT unnest($ids)) ORDER BY project_id
