-- Issues and discussions opened that say nothing: the title is a word at most, and the body is empty
-- or a template nobody filled in. A telling title makes up for any body; an unknown body for any.
CREATE OR REPLACE TEMP TABLE act_issue AS
WITH opened AS (
  SELECT repo_id, key, title, trim(regexp_replace(left(body, 20000), $quoted, '', 'g'),
    E' \t\r\n') AS words
  FROM (
    SELECT repo_id, key, title, body FROM issue WHERE closed_at IS NULL
    UNION ALL
    SELECT repo_id, 'discussion|' || key, title, body FROM discussion WHERE closed_at IS NULL
  )
  WHERE body IS NOT NULL AND regexp_full_match(title, $one_word)
)
SELECT repo_id, key, CASE WHEN words = '' THEN 'empty' ELSE 'template' END AS excluded
FROM opened
WHERE words = '' OR regexp_full_match(words, $unfilled)
