-- Which person each [[person]] of people.toml is.
SELECT project_id, entry, min(person_id) AS person_id
FROM people_declared_alias
WHERE kind = 'person' AND state = 'used' AND person_id IS NOT NULL
GROUP BY project_id, entry
ORDER BY project_id, entry
