SELECT project_id, name FROM project
WHERE $ids::TEXT[] IS NULL OR list_contains($ids::TEXT[], project_id)
ORDER BY project_id
