SELECT title, strftime(month, '%Y-%m') AS month, value, path, sha256, note
FROM stated_month
WHERE as_of = $as_of AND project_id = $project_id
ORDER BY field_id, sort_order, month
