-- Comments that say nothing: judged by what is left after quotations. A review is work even when
-- its words are few, so only orders to programs are taken from it. A submitted review that approves
-- or asks for changes (or did, before it was dismissed) says so by its state; one that only comments
-- without a word of its own is the envelope of comments on changed lines, which count themselves:
-- it is no act at all.
CREATE OR REPLACE TEMP TABLE act_words AS
WITH own AS (
  SELECT
    repo_id, key, is_review, body, decides,
    trim(regexp_replace(body, $quoted, '', 'g'), E' \t\r\n') AS words
  FROM (
    SELECT repo_id, key, is_review, body, false AS decides FROM comment WHERE closed_at IS NULL
    UNION ALL
    SELECT repo_id, 'review|' || key, true, body, coalesce(state <> 'commented', false) FROM review
    WHERE closed_at IS NULL AND (coalesce(state, '') <> 'commented' OR trim(body) <> '')
  )
)
SELECT
  repo_id, key,
  CASE
    WHEN decides THEN NULL
    WHEN body IS NULL OR length(words) > 400 THEN NULL
    WHEN words = '' AND is_review THEN NULL
    WHEN words = '' THEN 'empty'
    WHEN regexp_full_match(words, $command) THEN 'command'
    WHEN is_review THEN NULL
    WHEN regexp_full_match(words, $thanks) THEN 'thanks'
  END AS excluded
FROM own
