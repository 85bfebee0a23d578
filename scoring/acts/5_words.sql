-- Comments that say nothing: judged by what is left after quotations. A review is work even when
-- its words are few, so only orders to programs are taken from it.
CREATE OR REPLACE TEMP TABLE act_words AS
WITH own AS (
  SELECT
    repo_id, key, is_review, body,
    trim(regexp_replace(body, $quoted, '', 'g'), E' \t\r\n') AS words
  FROM comment
  WHERE closed_at IS NULL
)
SELECT
  repo_id, key,
  CASE
    WHEN body IS NULL OR length(words) > 400 THEN NULL
    WHEN words = '' AND is_review THEN NULL
    WHEN words = '' THEN 'empty'
    WHEN regexp_full_match(words, $command) THEN 'command'
    WHEN is_review THEN NULL
    WHEN regexp_full_match(words, $thanks) THEN 'thanks'
  END AS excluded
FROM own
