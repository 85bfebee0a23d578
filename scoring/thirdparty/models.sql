-- What the card or tags of a model, dataset or space said at $as_of that it is made from, with the
-- licence field of what was read itself for the same project.
WITH own AS (
  SELECT m.repo_id, lower(split_part(f.repo_id, ':', 2)) AS id,
    arg_min(f.licence_field, f.repo_id) AS licence
  FROM repo_fact AS f
  JOIN project_repo AS o ON o.repo_id = f.repo_id
  JOIN project_repo AS m ON m.project_id = o.project_id
  WHERE f.repo_id LIKE 'huggingface:%' AND m.repo_id IN (SELECT unnest($repos::TEXT[]))
    AND f.observed_at <= $as_of AND (f.closed_at IS NULL OR f.closed_at > $as_of)
  GROUP BY 1, 2
)
SELECT l.repo_id, l.relation, l.target, own.licence, own.id IS NOT NULL AS held, l.answer_id
FROM model_link AS l
LEFT JOIN own ON own.repo_id = l.repo_id AND own.id = CASE WHEN l.relation = 'dataset' THEN 'datasets/' ELSE '' END
  || lower(l.target)
WHERE l.repo_id IN (SELECT unnest($repos::TEXT[])) AND l.relation <> 'licence_link'
  AND l.observed_at <= $as_of AND (l.closed_at IS NULL OR l.closed_at > $as_of)
ORDER BY ALL
