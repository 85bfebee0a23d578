SELECT project_id, title, strftime(month, '%Y-%m') AS month, value, path, sha256, note
FROM stated_month
WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
ORDER BY project_id, field_id, sort_order, month
