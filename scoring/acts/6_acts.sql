-- All acts, in an order that keeps the months of a project together.
INSERT INTO act BY NAME
WITH done AS (
  SELECT
    act_commit.project_id, act_commit.repo_id, act_credit.person_id, act_credit.bot,
    unnest(act_commit.kinds) AS kind, act_commit.happened_at, act_commit.sha AS ref,
    act_commit.excluded, act_commit.by_paths, act_commit.answer_id
  FROM act_commit
  JOIN act_credit USING (project_id, repo_id, sha)
  UNION ALL
  SELECT
    project_id, repo_id, person_id, bot, kind, created_at, key, excluded, false, answer_id
  FROM (
    SELECT
      opened.repo_id, author_id, 'discussion' AS kind, created_at, opened.key, act_issue.excluded,
      answer_id
    FROM (
      SELECT repo_id, author_id, created_at, key, answer_id FROM issue WHERE closed_at IS NULL
      UNION ALL
      SELECT repo_id, author_id, created_at, 'discussion|' || key, answer_id
      FROM discussion
      WHERE closed_at IS NULL
    ) AS opened
    LEFT JOIN act_issue ON act_issue.repo_id = opened.repo_id AND act_issue.key = opened.key
    UNION ALL
    SELECT repo_id, author_id, 'change_request', created_at, key, NULL, answer_id
    FROM change_request
    WHERE closed_at IS NULL
    UNION ALL
    SELECT
      repo_id, author_id, CASE WHEN is_review THEN 'review' ELSE 'discussion' END,
      created_at, key, act_words.excluded, answer_id
    FROM comment
    JOIN act_words USING (repo_id, key)
    WHERE closed_at IS NULL
    UNION ALL
    SELECT
      review.repo_id, author_id, 'review', submitted_at, act_words.key, act_words.excluded, answer_id
    FROM review
    JOIN act_words ON act_words.repo_id = review.repo_id AND act_words.key = 'review|' || review.key
    WHERE closed_at IS NULL
  )
  JOIN (SELECT DISTINCT project_id, repo_id FROM project_repo) USING (repo_id)
  LEFT JOIN person_alias ON person_alias.identity_id = author_id
  WHERE created_at IS NOT NULL
)
SELECT
  project_id, repo_id, person_id, coalesce(bot, 'unknown') AS bot, kind, happened_at,
  date_trunc('month', happened_at AT TIME ZONE 'Asia/Shanghai')::DATE AS month,
  ref, excluded, by_paths, answer_id
FROM done
ORDER BY project_id, month, repo_id, kind, happened_at, ref, person_id
