-- The latest instant each project was scored for.
SELECT project_id, max(as_of) AS as_of FROM measurement GROUP BY project_id ORDER BY project_id
