-- What the card or tags of a model, dataset or space said at $as_of that it is made from, with the
-- licence field of what was read itself for the same project.
WITH own AS (
  SELECT lower(split_part(repo_id, ':', 2)) AS id, arg_min(licence_field, repo_id) AS licence
  FROM repo_fact
  WHERE repo_id LIKE 'huggingface:%' AND repo_id IN (
      SELECT o.repo_id FROM project_repo AS o JOIN project_repo AS m USING (project_id)
      WHERE m.repo_id = $repo_id)
    AND observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)
  GROUP BY 1
)
SELECT l.relation, l.target, own.licence, own.id IS NOT NULL AS held, l.answer_id
FROM model_link AS l
LEFT JOIN own ON own.id = CASE WHEN l.relation = 'dataset' THEN 'datasets/' ELSE '' END
  || lower(l.target)
WHERE l.repo_id = $repo_id AND l.relation <> 'licence_link'
  AND l.observed_at <= $as_of AND (l.closed_at IS NULL OR l.closed_at > $as_of)
ORDER BY ALL
