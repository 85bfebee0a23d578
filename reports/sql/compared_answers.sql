-- What figures rest on: how many answers, the first few by time, and the hash that stands for all
-- (as `reports.sources.digest` makes it).
WITH used AS (
  SELECT DISTINCT project_id, metric_id, answer_id
  FROM measurement_source
  WHERE as_of = $as_of AND list_contains($ids::TEXT[], project_id)
    AND list_contains($metrics::TEXT[], metric_id)
), known AS (
  SELECT answer_id, url, status, fetched_at, sha256, warc_file
  FROM answer WHERE answer_id IN (SELECT answer_id FROM used)
  QUALIFY row_number() OVER (PARTITION BY answer_id ORDER BY fetched_at, warc_record, stream) = 1
)
SELECT project_id, metric_id, count(*) AS answers,
  CASE count(sha256) WHEN 0 THEN NULL WHEN 1 THEN min(sha256)
    ELSE sha256(string_agg(sha256, chr(10) ORDER BY sha256)) END AS digest,
  (list({'url': url, 'status': status, 'fetched_at': fetched_at, 'sha256': sha256,
    'warc_file': warc_file}
    ORDER BY fetched_at NULLS LAST, coalesce(url, ''), answer_id))[1:$most::INTEGER] AS first
FROM used LEFT JOIN known USING (answer_id)
GROUP BY project_id, metric_id
