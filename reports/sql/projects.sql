SELECT project_id, name, applicant, sample
FROM project
ORDER BY project_id
