SELECT DISTINCT as_of, project_id FROM measurement
WHERE list_contains($ids::TEXT[], project_id)
ORDER BY as_of DESC, project_id
