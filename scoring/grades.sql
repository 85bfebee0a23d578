-- How completely each metric is known for each project, each of its parts and each repository.
-- Expects `scored` (project_id), `metric_need` (metric_id, part, need, required, stream,
-- preference, titles, of_persons, standing, across), `metric_kind` (metric_id, kind), `stream_title` (stream, title),
-- `late_stream` (repo_id, stream, was): complete, and not so at the instant.
-- Fills `stated` and `part_grade` (metric_id, project_id, part, grade, reason).

-- A repository has a stream when it was asked for it, or when another repository of the same
-- platform and kind was; one that was never asked for anything has all of them, all unknown.
CREATE OR REPLACE TEMP TABLE has_stream AS
WITH peer AS (
  SELECT DISTINCT r.platform, r.kind, s.stream
  FROM stream_state s JOIN project_repo r ON r.repo_id = s.repo_id
), asked AS (
  SELECT repo_id, stream FROM stream_state
  UNION
  SELECT r.repo_id, p.stream
  FROM project_repo r JOIN peer p ON p.platform = r.platform AND p.kind = r.kind
)
SELECT repo_id, stream FROM asked
UNION
SELECT r.repo_id, t.stream FROM project_repo r CROSS JOIN stream_title t
WHERE r.repo_id NOT IN (SELECT repo_id FROM asked);

CREATE OR REPLACE TEMP TABLE stated AS
WITH chosen AS (
  SELECT n.metric_id, n.part, n.need, r.project_id, r.repo_id,
    min_by(n.stream, n.preference) AS stream, any_value(n.standing) AS standing,
    min_by(n.across, n.preference) AS across
  FROM metric_need n
  JOIN metric_kind k ON k.metric_id = n.metric_id
  JOIN project_repo r ON r.kind = k.kind
  JOIN scored p ON p.project_id = r.project_id
  JOIN has_stream h ON h.repo_id = r.repo_id AND h.stream = n.stream
  GROUP BY n.metric_id, n.part, n.need, r.project_id, r.repo_id
)
SELECT c.metric_id, c.part, c.need, c.project_id, c.repo_id, c.across,
  CASE WHEN l.stream IS NOT NULL THEN 'partial' ELSE coalesce(s.grade, 'not_observable') END AS grade,
  CASE WHEN l.stream IS NOT NULL THEN c.repo_id || ' 的' || t.title || CASE l.was
      WHEN 'partial' THEN '：截止时刻只读到一部分，之后才读全'
      WHEN 'unnoted' THEN '：截止时刻读得全不全没有记下'
      ELSE '：截止时刻之后才第一次读到' END || '，截止时刻的情形不全知道'
    WHEN s.grade = 'complete' THEN NULL ELSE c.repo_id || ' 的' || t.title || '：' ||
    rtrim(coalesce(s.reason, CASE WHEN s.grade IS NULL THEN '还没有采集，请运行 yuanzheng refresh'
      ELSE '没有登记原因' END), '。') END AS reason
FROM chosen c
JOIN stream_title t ON t.stream = c.stream
LEFT JOIN stream_state s ON s.repo_id = c.repo_id AND s.stream = c.stream
LEFT JOIN late_stream l ON c.standing AND l.repo_id = c.repo_id AND l.stream = c.stream;

-- While it is not known what all an owner has, every figure of its projects may lack something;
-- by itself a list of repositories makes no figure known.
CREATE OR REPLACE TEMP TABLE owner_gap AS
SELECT o.project_id,
  o.repo_id || ' 的' || t.title || '：' || rtrim(coalesce(s.reason, CASE WHEN s.grade IS NULL
    THEN '还没有采集，请运行 yuanzheng refresh' ELSE '没有登记原因' END), '。') AS reason
FROM project_owner o
JOIN scored p ON p.project_id = o.project_id
JOIN stream_title t ON t.stream = 'owner_repositories'
LEFT JOIN stream_state s ON s.repo_id = o.repo_id AND s.stream = t.stream
WHERE s.grade IS DISTINCT FROM 'complete';

CREATE OR REPLACE TEMP TABLE part_grade AS
WITH place AS (
  SELECT DISTINCT metric_id, part, need, required, titles FROM metric_need
), told AS (
  SELECT DISTINCT n.metric_id, n.part, o.project_id, 'owner_repositories' AS need,
    'unlisted' AS grade, o.reason, true AS own
  FROM metric_need n CROSS JOIN owner_gap o
  UNION ALL
  SELECT metric_id, part, project_id, need, grade, reason, true FROM stated
  UNION ALL
  SELECT n.metric_id, n.part, p.project_id, n.need, 'absent', '项目所列的来源都不提供' || n.titles
    || '，可在 config.toml 的 [[project]] 中加入提供它的平台网址后运行 yuanzheng run', true
  FROM place n CROSS JOIN scored p
  WHERE n.required AND NOT EXISTS (
    FROM stated s WHERE s.metric_id = n.metric_id AND s.part = n.part
      AND s.need = n.need AND s.project_id = p.project_id)
  UNION ALL
  SELECT metric_id, repo_id, project_id, need, grade, reason, true FROM stated WHERE part = ''
  UNION ALL
  -- who is who, and for whom, is told by all repositories of a project together
  SELECT s.metric_id, r.repo_id, s.project_id, s.need, s.grade, s.reason, false
  FROM (SELECT DISTINCT metric_id, project_id, repo_id FROM stated WHERE part = '') r
  JOIN stated s ON s.metric_id = r.metric_id AND s.project_id = r.project_id
    AND s.repo_id <> r.repo_id AND s.part = '' AND s.across
), counted AS (
  SELECT metric_id, part, project_id, count(*) FILTER (grade = 'complete') AS complete,
    count(*) AS total,
    count(*) FILTER (own AND grade IN ('complete', 'partial')
      AND need NOT IN (SELECT need FROM metric_need WHERE of_persons)) AS seen,
    list_sort(list(DISTINCT reason) FILTER (reason IS NOT NULL)) AS reasons
  FROM told GROUP BY metric_id, part, project_id
), blind AS (
  -- what is read beside it says nothing of a list that nobody could read
  SELECT DISTINCT metric_id, part, project_id
  FROM (
    SELECT metric_id, part, project_id FROM told WHERE own AND need LIKE '%!'
    GROUP BY metric_id, part, project_id, need
    HAVING count(*) FILTER (grade IN ('complete', 'partial')) = 0
  )
)
SELECT c.metric_id, c.part, c.project_id,
  CASE WHEN seen = 0 OR b.metric_id IS NOT NULL THEN 'not_observable'
    WHEN complete = total THEN 'complete' ELSE 'partial' END AS grade,
  array_to_string(reasons[1:3], '；')
    || CASE WHEN len(reasons) > 3 THEN format('；等共 {} 处', len(reasons)) ELSE '' END AS reason
FROM counted c
LEFT JOIN blind b ON b.metric_id = c.metric_id AND b.part = c.part AND b.project_id = c.project_id;
