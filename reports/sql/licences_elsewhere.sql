-- Repositories whose licence tables, which are of the instant scored last, say otherwise than the figures
-- measured for $as_of.
WITH word (metric_id, code, word) AS (
  VALUES ('licence_verdict', 'none', '没有许可证'), ('licence_verdict', 'non_osi', '不是 OSI 批准的许可证'),
    ('licence_verdict', 'custom', '自定义许可证'), ('licence_verdict', 'conflict', '各处说法冲突'),
    ('licence_verdict', 'osi_modified', 'OSI 批准但文本有改动或附加条件'),
    ('licence_verdict', 'unknown', '无法判断'), ('licence_verdict', 'osi_verbatim', 'OSI 批准且文本未改动'),
    ('licence_agreement', 'conflict', '不一致'), ('licence_agreement', 'none', '都没有标明'),
    ('licence_agreement', 'unknown', '无法判断'), ('licence_agreement', 'single', '只有一处标明'),
    ('licence_agreement', 'agree', '一致'), ('licence_in_documents', 'no', '没有读到标识'),
    ('licence_in_documents', 'unknown', '无法判断'), ('licence_in_documents', 'yes', '有标识'),
    ('licence_concluded', 'NONE', '没有许可证文件（NONE）'),
    ('licence_concluded', 'NOASSERTION', '文本无法辨认（NOASSERTION）'),
    ('licence_declared', 'NONE', '没有声明（NONE）'), ('licence_declared', 'NOASSERTION', '无法辨认（NOASSERTION）')
), held AS (
  UNPIVOT (
    SELECT repo_id, verdict AS licence_verdict, agreement AS licence_agreement,
      in_documents AS licence_in_documents, concluded AS licence_concluded, declared AS licence_declared
    FROM licence_verdict
  ) ON licence_verdict, licence_agreement, licence_in_documents, licence_concluded, licence_declared
  INTO NAME metric_id VALUE code
), listed AS (
  SELECT v.repo_id, count(t.repo_id) AS rows
  FROM third_party_verdict AS v LEFT JOIN third_party AS t USING (repo_id) GROUP BY v.repo_id
)
SELECT DISTINCT m.project_id, m.part AS repo_id
FROM measurement AS m
LEFT JOIN held AS h ON h.repo_id = m.part AND h.metric_id = m.metric_id
LEFT JOIN word AS w ON w.metric_id = h.metric_id AND w.code = h.code
LEFT JOIN listed AS l ON l.repo_id = m.part AND m.metric_id = 'third_party_count'
WHERE m.as_of = $as_of AND m.month IS NULL AND list_contains($ids::TEXT[], m.project_id)
  AND CASE
    WHEN m.metric_id = 'third_party_count' THEN m.value <> l.rows
    WHEN h.code = 'non_osi' AND m.value_text = 'OSI 不审此类许可证（模型或数据集）' THEN false
    ELSE m.value_text <> coalesce(w.word, h.code) END
ORDER BY m.project_id, repo_id
