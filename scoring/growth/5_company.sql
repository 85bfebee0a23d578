-- The company of a project's stars, for those whose stars have a daily history: the weights were
-- found on such, and say nothing of others. Opening and closing an issue count one each.
CREATE OR REPLACE TEMP TABLE growth_company AS
WITH shown AS (
  SELECT repo_id, max(value) FILTER (name = 'stars') AS stars,
    max(value) FILTER (name = 'forks') AS forks
  FROM count_snapshot WHERE name IN ('stars', 'forks') AND observed_at <= $as_of
    AND (closed_at IS NULL OR closed_at > $as_of) GROUP BY repo_id
), whole AS (
  SELECT repo_id FROM stream_state 
  WHERE (grade = 'complete' OR got >= $whole_share * expected)
    AND stream IN ('issues', 'issue_comments')
  GROUP BY repo_id HAVING count(DISTINCT stream) = 2
)
SELECT s.repo_id, s.stars, s.forks, w.repo_id IS NOT NULL AS whole,
  (SELECT count(*) + count(*) FILTER (i.closed_at_platform < $as_of) FROM issue i
    WHERE i.repo_id = s.repo_id AND i.closed_at IS NULL AND i.created_at < $as_of) AS issues,
  (SELECT count(*) FROM comment c WHERE c.repo_id = s.repo_id AND c.closed_at IS NULL
    AND NOT c.is_review AND c.subject_kind IS DISTINCT FROM 'discussion'
    AND c.created_at < $as_of) AS comments
FROM shown s LEFT JOIN whole w ON w.repo_id = s.repo_id
WHERE s.forks IS NOT NULL AND s.repo_id IN (SELECT repo_id FROM star_day)
  AND s.repo_id IN (SELECT repo_id FROM project_repo);
