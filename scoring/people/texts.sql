-- The newest texts of each account that has written enough of them: what is left after quotations,
-- without orders to programs, thanks and reactions, which everybody repeats.
CREATE OR REPLACE TEMP TABLE said AS
WITH whole AS (
  SELECT repo_id, author_id, body, created_at AS moment, 'comment|' || key AS place
  FROM comment WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, author_id, body, created_at, 'issue|' || key FROM issue WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, author_id, body, created_at, 'discussion|' || key
  FROM discussion WHERE closed_at IS NULL
  UNION ALL
  SELECT repo_id, author_id, body, submitted_at, 'review|' || key
  FROM review WHERE closed_at IS NULL
),
own AS (
  SELECT author_id, moment, place, left(trim(regexp_replace(
    left(body, 4000), $quoted, '', 'g'), E' \t\r\n'), 1000) AS words
  FROM whole
  SEMI JOIN project_repo USING (repo_id)
  SEMI JOIN (
    SELECT author_id FROM whole WHERE body <> '' GROUP BY author_id HAVING count(*) >= $least
  ) USING (author_id)
  WHERE body <> ''
),
newest AS (
  SELECT author_id, moment, place, words,
    row_number() OVER (PARTITION BY author_id ORDER BY moment DESC NULLS LAST, place) AS rank
  FROM own
  WHERE length(words) > 400 OR NOT (
    words = '' OR regexp_full_match(words, $command) OR regexp_full_match(words, $thanks))
),
enough AS (
  SELECT author_id, row_number() OVER (ORDER BY author_id) AS place
  FROM newest GROUP BY author_id HAVING count(*) >= $least
)
SELECT enough.place, author_id, rank, words
FROM newest JOIN enough USING (author_id)
WHERE rank <= $newest
