-- Answers by their hash, their id or their address, whether a figure rests on them or not.
SELECT answer_id, repo_id, stream, url, status, fetched_at, sha256, bytes, content_type, warc_file,
  warc_record
FROM answer
WHERE sha256 = $sought OR answer_id = $sought OR url = $sought
QUALIFY row_number() OVER (PARTITION BY answer_id ORDER BY fetched_at, warc_record, stream) = 1
ORDER BY fetched_at, url, answer_id
