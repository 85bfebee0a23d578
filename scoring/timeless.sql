-- Rows without a time that a figure may lack, where its query leaves them out without a word
-- (`metric_head.dated` names their tables): by metric, project and part, repositories among them.
-- A commit in several repositories of a project is one.
CREATE OR REPLACE TEMP TABLE timeless AS
WITH lost AS (
  SELECT repo_id, 'commit' AS source, sha AS thing FROM "commit"
  WHERE closed_at IS NULL AND authored_at IS NULL AND committed_at IS NULL
  UNION ALL
  SELECT repo_id, 'release', repo_id || ' ' || key FROM release
  WHERE closed_at IS NULL AND is_draft IS NOT TRUE AND published_at IS NULL AND created_at IS NULL
  UNION ALL
  SELECT repo_id, 'issue', repo_id || ' ' || key FROM issue
  WHERE closed_at IS NULL AND created_at IS NULL
  UNION ALL
  SELECT repo_id, 'discussion', repo_id || ' ' || key FROM discussion
  WHERE closed_at IS NULL AND created_at IS NULL
  UNION ALL
  SELECT repo_id, 'change_request', repo_id || ' ' || key FROM change_request
  WHERE closed_at IS NULL AND created_at IS NULL
  UNION ALL
  SELECT repo_id, 'comment', repo_id || ' ' || key FROM comment
  WHERE closed_at IS NULL AND created_at IS NULL
  UNION ALL
  SELECT repo_id, 'review', repo_id || ' ' || key FROM review
  WHERE closed_at IS NULL AND submitted_at IS NULL
), brought AS (
  SELECT * FROM (VALUES ('commit', 'commits'), ('release', 'releases'), ('issue', 'issues'),
    ('discussion', 'discussions'), ('change_request', 'change_requests'), ('review', 'reviews'),
    ('comment', 'issue_comments'), ('comment', 'change_request_comments'),
    ('comment', 'discussions')) AS v(source, stream)
), told AS (
  SELECT DISTINCT n.metric_id, n.part, r.project_id, r.repo_id, x.source, x.thing
  FROM (SELECT metric_id, unnest(dated) AS source FROM metric_head) h
  JOIN brought b ON b.source = h.source
  -- a part that may do without commits takes nothing but persons from them
  JOIN metric_need n ON n.metric_id = h.metric_id AND n.stream = b.stream AND n.need <> 'commits?'
  JOIN metric_kind k ON k.metric_id = h.metric_id
  JOIN project_repo r ON r.kind = k.kind
  JOIN scored p ON p.project_id = r.project_id
  JOIN lost x ON x.repo_id = r.repo_id AND x.source = h.source
)
SELECT metric_id, project_id, part, count(DISTINCT (source, thing)) AS n
FROM told GROUP BY ALL
UNION ALL
SELECT metric_id, project_id, repo_id, count(DISTINCT (source, thing))
FROM told WHERE part = '' GROUP BY ALL
