-- What else happened around each burst, against what is usual in the months around it.
CREATE OR REPLACE TEMP TABLE growth_around AS
WITH crowd AS (
  SELECT b.what, b.repo_id, b.series, b.from_day, b.to_day, b.excess, k.kind, k.whole
  FROM growth_found b JOIN growth_known k ON k.repo_id = b.repo_id
    AND k.kind IN ('stars', 'forks', 'issues', 'change_requests') AND k.kind <> b.series
), spans AS (
  SELECT c.*, f.first_day,
    -- of days that have not come yet nothing is usual
    least(c.to_day + $echo_days::INTEGER, timezone('Asia/Shanghai', $as_of::TIMESTAMPTZ)::DATE - 1)
      - (c.from_day - $echo_days::INTEGER) + 1 AS near_days,
    greatest(0, (c.from_day - $echo_days::INTEGER)
      - greatest(f.first_day, c.from_day - ($echo_days + $usual_days)::INTEGER))
    + greatest(0, least(timezone('Asia/Shanghai', $as_of::TIMESTAMPTZ)::DATE - 1,
        c.to_day + ($echo_days + $usual_days)::INTEGER) - (c.to_day + $echo_days::INTEGER))
      AS far_days
  FROM crowd c JOIN growth_begin f ON f.repo_id = c.repo_id AND f.series = c.series
), counted AS (
  SELECT s.what, s.repo_id, s.series, s.from_day, s.kind, s.whole, s.excess, s.near_days, s.far_days,
    coalesce(sum(e.n) FILTER (e.day BETWEEN s.from_day - $echo_days::INTEGER
      AND s.to_day + $echo_days::INTEGER), 0) AS near,
    coalesce(sum(e.n) FILTER (NOT e.day BETWEEN s.from_day - $echo_days::INTEGER
      AND s.to_day + $echo_days::INTEGER AND e.day >= s.first_day
      AND e.day >= s.from_day - ($echo_days + $usual_days)::INTEGER
      AND e.day <= s.to_day + ($echo_days + $usual_days)::INTEGER), 0) AS far
  FROM spans s LEFT JOIN growth_event e ON e.repo_id = s.repo_id AND e.kind = s.kind
  GROUP BY ALL
), rate AS (
  SELECT e.repo_id, e.kind, t.series, sum(e.n) / any_value(t.total) AS per_one
  FROM growth_event e JOIN growth_total t ON t.repo_id = e.repo_id AND t.series <> e.kind
  GROUP BY e.repo_id, e.kind, t.series
)
SELECT c.*, near_days * far / greatest(far_days, 1) AS usual,
  c.excess * coalesce(r.per_one, 0) AS due
FROM counted c
LEFT JOIN rate r ON r.repo_id = c.repo_id AND r.kind = c.kind AND r.series = c.series;

-- `heard`: one kind, or all of them taken together, rose as far as such a burst lets expect.
-- `audible`: that far above chance that its absence means something. Of what was not read whole no
-- number is told: the rest of it may lie in these very days.
CREATE OR REPLACE TEMP TABLE growth_heard AS
WITH groups AS (
  SELECT what, repo_id, series, from_day, kind, whole, near, usual, due FROM growth_around
  UNION ALL
  SELECT what, repo_id, series, from_day, 'all', bool_and(whole), sum(near), sum(usual), sum(due)
  FROM growth_around GROUP BY what, repo_id, series, from_day
), weighed AS (
  SELECT *, sqrt($echo_dispersion * greatest(usual, 1)) AS chance FROM groups
)
SELECT what, repo_id, series, from_day,
  bool_or(near - usual >= greatest(2, $echo_share * due, $echo_deviations * chance)) AS heard,
  bool_or($echo_share * 2 * due >= greatest(3, $power_deviations * chance)) AS audible,
  max(near) FILTER (kind = 'stars' AND whole) AS stars,
  max(near) FILTER (kind = 'forks' AND whole) AS forks,
  max(near) FILTER (kind = 'issues' AND whole) AS issues,
  max(near) FILTER (kind = 'change_requests' AND whole) AS change_requests,
  max(usual) FILTER (kind = 'stars') AS usual_stars,
  max(usual) FILTER (kind = 'forks') AS usual_forks,
  max(usual) FILTER (kind = 'issues') AS usual_issues,
  max(usual) FILTER (kind = 'change_requests') AS usual_change_requests,
  coalesce(bool_or(whole) FILTER (kind = CASE series WHEN 'stars' THEN 'forks' ELSE 'stars' END),
    false) AS asked
FROM weighed GROUP BY what, repo_id, series, from_day;

INSERT INTO growth_burst BY NAME
WITH own AS (
  SELECT b.what, b.repo_id, b.series, b.from_day, e.kind, sum(e.n) AS n
  FROM growth_found b JOIN growth_event e ON e.repo_id = b.repo_id
    AND e.kind IN ('releases', 'commits', 'visitors')
    AND e.day BETWEEN b.from_day - $echo_days::INTEGER AND b.to_day
      + CASE WHEN e.kind = 'releases' THEN 0 ELSE $echo_days::INTEGER END
  GROUP BY ALL
), beside AS (
  SELECT b.*, h.* EXCLUDE (what, repo_id, series, from_day),
    o.made, o.pushed, o.seen
  FROM growth_found b
  LEFT JOIN growth_heard h ON h.repo_id = b.repo_id AND h.series = b.series
    AND h.from_day = b.from_day AND h.what = b.what
  LEFT JOIN (
    SELECT what, repo_id, series, from_day, sum(n) FILTER (kind = 'releases') AS made,
      sum(n) FILTER (kind = 'commits') AS pushed, sum(n) FILTER (kind = 'visitors') AS seen
    FROM own GROUP BY ALL
  ) o ON o.repo_id = b.repo_id AND o.series = b.series AND o.from_day = b.from_day
    AND o.what = b.what
), known AS (
  SELECT repo_id, bool_or(kind = 'releases') AS releases, bool_or(kind = 'commits') AS commits
  FROM growth_known WHERE whole GROUP BY repo_id
), lacking AS (
  -- in which of these what came with a burst may stand unseen; what is closed by its owner, or what
  -- the platform has not, brings nothing
  SELECT p.repo_id, bool_or(k.kind <> 'releases') AS crowd, bool_or(k.kind = 'releases') AS releases
  FROM (SELECT DISTINCT repo_id FROM project_repo) p
  CROSS JOIN (VALUES ('issues'), ('change_requests'), ('releases')) AS k(kind)
  WHERE NOT EXISTS (FROM growth_known g
      WHERE g.repo_id = p.repo_id AND g.kind = k.kind AND g.whole)
    AND NOT EXISTS (FROM stream_state s
      WHERE s.repo_id = p.repo_id AND s.stream = k.kind AND s.grade = 'not_observable')
  GROUP BY p.repo_id
)
SELECT b.repo_id, b.series, b.what, b.from_day, b.to_day, b.n, round(b.usual, 2) AS usual,
  b.excess, b.excess / CASE WHEN b.exempt THEN b.total ELSE b.judged END AS share,
  CASE b.series WHEN 'stars' THEN b.forks ELSE b.stars END AS echo, b.issues, b.change_requests,
  round(CASE b.series WHEN 'stars' THEN b.usual_forks ELSE b.usual_stars END, 1) AS usual_echo,
  round(b.usual_issues, 1) AS usual_issues,
  round(b.usual_change_requests, 1) AS usual_change_requests,
  CASE WHEN k.releases THEN coalesce(b.made, 0) END AS releases,
  CASE WHEN k.commits THEN coalesce(b.pushed, 0) END AS commits, b.seen AS visitors,
  CASE WHEN b.exempt THEN 'launch' WHEN b.heard THEN 'crowd'
    WHEN b.seen >= b.excess THEN 'visitors'
    WHEN b.made > 0 AND NOT coalesce(b.audible, false) THEN 'release'
    WHEN NOT (coalesce(b.asked, false) AND coalesce(w.whole, false)) OR coalesce(l.crowd, false)
      OR (coalesce(l.releases, false) AND NOT coalesce(b.audible, false)) THEN 'unknown'
    ELSE 'none' END AS explained
FROM beside b LEFT JOIN known k ON k.repo_id = b.repo_id
LEFT JOIN lacking l ON l.repo_id = b.repo_id
LEFT JOIN growth_source w ON w.repo_id = b.repo_id AND w.series = b.series
ORDER BY b.repo_id, b.series, b.what, b.from_day;
