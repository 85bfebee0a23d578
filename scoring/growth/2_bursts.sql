-- Days far above what is usual around them, joined to bursts.
CREATE OR REPLACE TEMP TABLE growth_day AS
WITH dense AS (
  SELECT b.repo_id, b.series, b.published,
    unnest(generate_series(b.first_day::TIMESTAMP,
      timezone('Asia/Shanghai', $as_of::TIMESTAMPTZ)::DATE - INTERVAL 1 DAY,
      INTERVAL 1 DAY))::DATE AS day
  FROM growth_begin b
)
SELECT d.repo_id, d.series, d.day, coalesce(e.n, 0) AS n,
  d.day < d.published + $exempt_days::INTEGER AS exempt
FROM dense d LEFT JOIN growth_event e
  ON e.repo_id = d.repo_id AND e.kind = d.series AND e.day = d.day;

CREATE OR REPLACE TEMP TABLE growth_total AS
SELECT repo_id, series, sum(n)::BIGINT AS total,
  coalesce(sum(n) FILTER (NOT exempt), 0)::BIGINT AS judged, count(*) FILTER (NOT exempt) AS days
FROM growth_day GROUP BY repo_id, series;

-- The fortnight that brought most outside the exempt days.
CREATE OR REPLACE TEMP TABLE growth_fortnight AS
WITH sums AS (
  SELECT repo_id, series, day, sum(n) OVER w AS n
  FROM growth_day WHERE NOT exempt
  WINDOW w AS (PARTITION BY repo_id, series ORDER BY day
    RANGE BETWEEN CURRENT ROW AND INTERVAL 13 DAY FOLLOWING)
), best AS (
  SELECT repo_id, series, max(n) AS n, arg_max(day, (n, -epoch(day))) AS from_day
  FROM sums GROUP BY repo_id, series
)
SELECT b.repo_id, b.series, b.from_day, b.n, b.n / any_value(t.judged) AS share,
  coalesce(sum(d.n) FILTER (d.day >= b.from_day + 14
    AND d.day < b.from_day + 14 + $tail_days::INTEGER), 0) / b.n AS tail,
  max(d.day) >= b.from_day + 13 + $tail_days::INTEGER AS tail_known
FROM best b
JOIN growth_total t ON t.repo_id = b.repo_id AND t.series = b.series
JOIN growth_day d ON d.repo_id = b.repo_id AND d.series = b.series
WHERE b.n > 0 GROUP BY b.repo_id, b.series, b.from_day, b.n;

-- `what`: burst, or fortnight where it brought so much that it is looked at like one.
CREATE OR REPLACE TEMP TABLE growth_found AS
WITH near AS (
  -- what is usual is asked of the few days that may be high alone
  SELECT repo_id, series, day AS high_day, n AS high_n, day + unnest(range(
    -$window_days::BIGINT, $window_days::BIGINT + 1))::INTEGER AS day
  FROM growth_day WHERE n >= $least_day
), usual AS (
  SELECT a.repo_id, a.series, a.high_day AS day, a.high_n AS n,
    median(d.n) AS usual, 1.4826 * mad(d.n) AS spread
  FROM near a
  JOIN growth_day d ON d.repo_id = a.repo_id AND d.series = a.series AND d.day = a.day
  GROUP BY a.repo_id, a.series, a.high_day, a.high_n
), high AS (
  SELECT *, day - lag(day) OVER (PARTITION BY repo_id, series ORDER BY day) AS gap
  FROM usual
  WHERE n - usual >= $deviations * greatest(spread, sqrt(greatest(usual, 1)))
), joined AS (
  SELECT repo_id, series, day, usual, sum(CASE WHEN gap <= $gap_days THEN 0 ELSE 1 END)
    OVER (PARTITION BY repo_id, series ORDER BY day) AS number
  FROM high
), spans AS (
  SELECT repo_id, series, number, min(day) AS from_day, max(day) AS to_day, avg(usual) AS usual
  FROM joined GROUP BY repo_id, series, number
), counted AS (
  SELECT s.repo_id, s.series, s.number, s.from_day, s.to_day, s.usual, sum(d.n)::BIGINT AS n,
    sum(d.n) - s.usual * count(*) AS excess, bool_and(d.exempt) AS exempt
  FROM spans s JOIN growth_day d ON d.repo_id = s.repo_id AND d.series = s.series
    AND d.day BETWEEN s.from_day AND s.to_day
  GROUP BY s.repo_id, s.series, s.number, s.from_day, s.to_day, s.usual
)
SELECT 'burst' AS what, c.* EXCLUDE number, t.total, t.judged FROM counted c
JOIN growth_total t ON t.repo_id = c.repo_id AND t.series = c.series
WHERE c.excess >= $least_burst AND t.total >= $least_total
  AND c.excess >= $burst_share * CASE WHEN c.exempt THEN t.total ELSE t.judged END
UNION ALL BY NAME
SELECT 'fortnight' AS what, f.repo_id, f.series, f.from_day, f.from_day + 13 AS to_day,
  (t.judged - f.n) / greatest(t.days - 14, 1) AS usual, f.n::BIGINT AS n,
  f.n - 14 * (t.judged - f.n) / greatest(t.days - 14, 1) AS excess, false AS exempt,
  t.total, t.judged
FROM growth_fortnight f
JOIN growth_total t ON t.repo_id = f.repo_id AND t.series = f.series
WHERE f.share >= $fortnight_explain AND t.judged >= $least_total AND t.days >= $least_days;
