-- What was looked at, one row each. `level`: fine, note, explain, differs, unknown.
CREATE OR REPLACE TEMP TABLE growth_story AS
SELECT *, format('{} 至 {}：{} 个（平常约每天 {:.1f} 个），高出平常的占 {:.1f} %；前后 {} 天内 ', from_day,
    to_day, n, usual, 100 * share, $echo_days::INTEGER)
  || concat_ws('、',
    CASE WHEN echo IS NOT NULL THEN format('{} {} 个（平常约 {:.0f}）',
      CASE series WHEN 'stars' THEN 'Fork' ELSE '星标' END, echo, usual_echo) END,
    CASE WHEN issues IS NOT NULL THEN format('新开 Issue {} 个（平常约 {:.0f}）', issues, usual_issues) END,
    CASE WHEN change_requests IS NOT NULL
      THEN format('变更请求 {} 个（平常约 {:.0f}）', change_requests, usual_change_requests) END,
    CASE WHEN releases IS NOT NULL THEN format('版本发布 {} 个', releases) END,
    CASE WHEN commits IS NOT NULL THEN format('提交 {} 次', commits) END,
    CASE WHEN visitors IS NOT NULL THEN format('访客 {} 人次', visitors) END,
    CASE WHEN echo IS NULL AND issues IS NULL THEN 'Fork 与 Issue 未知' END)
  || '：' || CASE explained WHEN 'launch' THEN format('公开后 {} 天内，不作判断', $exempt_days::INTEGER)
    WHEN 'crowd' THEN '同时有相应的 Fork 或讨论' WHEN 'visitors' THEN '访客人次与之相当'
    WHEN 'release' THEN '期间发布了版本' WHEN 'unknown' THEN '其他数据不完整，看不出有没有相应的活动'
    ELSE format('没有见到相应的{}、Issue 或变更请求，需要说明',
      CASE series WHEN 'stars' THEN ' Fork' ELSE '星标' END) END AS story
FROM growth_burst;

INSERT INTO growth_sign BY NAME
WITH judged AS (
  -- shares of a history of which a part is held are shares of that part
  SELECT t.*, coalesce(s.whole, false) AS whole,
    coalesce(s.whole, false) AND judged >= $least_total AND days >= $least_days AS enough
  FROM growth_total t
  LEFT JOIN growth_source s ON s.repo_id = t.repo_id AND s.series = t.series
  WHERE total >= $least_total
), fortnight AS (
  SELECT j.repo_id, j.series, j.enough, j.whole, j.days, j.judged, f.share, f.tail, f.tail_known,
    f.from_day, s.explained, s.story
  FROM judged j
  LEFT JOIN growth_fortnight f ON f.repo_id = j.repo_id AND f.series = j.series
  LEFT JOIN growth_story s ON s.repo_id = j.repo_id AND s.series = j.series
    AND s.what = 'fortnight'
), peak AS (
  SELECT j.repo_id, j.series, j.enough, j.whole, p.day, p.n / j.judged AS share, p.n, s.explained
  FROM judged j
  JOIN (SELECT repo_id, series, max(n) AS n, arg_max(day, (n, -epoch(day))) AS day
    FROM growth_day WHERE NOT exempt GROUP BY ALL) p
    ON p.repo_id = j.repo_id AND p.series = j.series
  LEFT JOIN growth_story s ON s.repo_id = j.repo_id AND s.series = j.series
    AND s.what = 'burst' AND p.day BETWEEN s.from_day AND s.to_day
  WHERE j.judged > 0
), bursts AS (
  SELECT j.repo_id, j.series, j.enough, count(s.story) AS n,
    count(s.story) FILTER (s.explained = 'none') AS bare,
    count(s.story) FILTER (s.explained = 'unknown') AS unseen,
    coalesce(sum(s.share) FILTER (s.explained = 'none'), 0) AS share,
    string_agg(s.story, '；' ORDER BY s.share DESC) FILTER (s.explained IN ('none', 'unknown'))
      AS story
  FROM judged j LEFT JOIN growth_story s ON s.repo_id = j.repo_id AND s.series = j.series
    AND s.what = 'burst' AND s.explained <> 'launch'
  GROUP BY ALL
), week AS (
  SELECT d.repo_id, d.series, sum(d.n) AS n,
    (sum(d.n) FILTER (isodow(d.day) > 5) / greatest(count(*) FILTER (isodow(d.day) > 5), 1))
      / nullif(sum(d.n) FILTER (isodow(d.day) < 6)
        / greatest(count(*) FILTER (isodow(d.day) < 6), 1), 0) AS ratio
  FROM growth_day d
  WHERE NOT d.exempt AND NOT EXISTS (FROM growth_burst b WHERE b.repo_id = d.repo_id
    AND b.series = d.series AND d.day BETWEEN b.from_day AND b.to_day)
    AND d.series = 'stars' AND d.repo_id NOT IN (
      SELECT repo_id FROM count_snapshot WHERE name = 'likes')
  GROUP BY d.repo_id, d.series
)
SELECT repo_id, series, 'fortnight' AS sign, CASE WHEN enough THEN 100 * share END AS value,
  CASE WHEN NOT enough THEN 'unknown' WHEN coalesce(share, 0) < $fortnight_explain THEN 'fine'
    WHEN share >= $fortnight_differs AND tail_known AND tail < $tail_share
      THEN CASE WHEN explained = 'none' THEN 'differs' ELSE 'explain' END
    WHEN explained = 'none' THEN 'explain' ELSE 'note' END AS level,
  CASE WHEN NOT whole THEN '逐日的数据没有采集完整'
    WHEN NOT enough THEN format('除去公开后 {} 天，只有 {} 天、{} 个，不足以看分布',
      $exempt_days::INTEGER, days, judged)
    ELSE concat_ws('；', format('最多的 14 天自 {} 起，占 {:.1f} %，其后 {} 天又有其 {:.1f} %{}', from_day,
      100 * share, $tail_days::INTEGER, 100 * tail,
      CASE WHEN tail_known THEN '' ELSE '（未满）' END), story) END AS reason
FROM fortnight
UNION ALL
SELECT repo_id, series, 'peak', CASE WHEN enough THEN 100 * share END,
  CASE WHEN NOT enough THEN 'unknown' WHEN share < $peak_explain THEN 'fine'
    WHEN explained = 'none' THEN 'explain' ELSE 'note' END,
  CASE WHEN NOT whole THEN '逐日的数据没有采集完整'
    WHEN NOT enough THEN '除去公开后的日子，天数或个数不足' ELSE format('最多的一天 {} 有 {} 个，占 {:.1f} %',
    day, n, 100 * share) END
FROM peak
UNION ALL
SELECT repo_id, series, 'bursts', bare::DOUBLE,
  CASE WHEN bare > 0 THEN 'explain' WHEN unseen > 0 THEN 'note' WHEN NOT enough THEN 'unknown'
    ELSE 'fine' END,
  coalesce(format('明显高于平常的有 {} 段，其中 {} 段没有见到相应的活动（高出平常的合计占 {:.1f} %）。', n, bare,
    100 * share) || story, CASE WHEN n = 0 THEN '没有明显高于平常的日子'
    ELSE format('明显高于平常的有 {} 段，都有相应的活动', n) END)
FROM bursts
UNION ALL
SELECT repo_id, series, 'weekend', 100 * ratio,
  CASE WHEN ratio >= $weekend_ratio THEN 'note' ELSE 'fine' END,
  format('周末每天的数量是工作日的 {:.1f} %（按 {} 个计）', 100 * ratio, n)
FROM week WHERE n >= $weekend_least AND ratio IS NOT NULL
ORDER BY 1, 2, 3;

-- A fall proves nothing by itself: accounts are closed and suspended.
INSERT INTO growth_sign BY NAME
WITH seen AS (
  SELECT repo_id, CASE name WHEN 'forks' THEN 'forks' ELSE 'stars' END AS series,
    max(value) AS most, arg_max(value, observed_at) AS now, min(observed_at) AS since
  FROM count_snapshot
  WHERE name IN ('stars', 'likes', 'forks') AND value IS NOT NULL AND observed_at <= $as_of
  GROUP BY ALL
), asked AS (
  SELECT repo_id FROM project_repo GROUP BY repo_id
)
SELECT s.repo_id, s.series, 'drop' AS sign, 100 * (1 - s.now / s.most) AS value,
  CASE WHEN 1 - s.now / s.most >= $drop_explain THEN 'explain'
    WHEN 1 - s.now / s.most >= $drop_note THEN 'note' ELSE 'fine' END AS level,
  format('自 {} 起观测到的最高数为 {} 个，现为 {} 个', timezone('Asia/Shanghai', s.since)::DATE, s.most,
    s.now) AS reason
FROM seen s JOIN asked a ON a.repo_id = s.repo_id WHERE s.most >= $least_total
ORDER BY 1, 2;

-- Where the platform names those who starred.
INSERT INTO growth_sign BY NAME
WITH named AS (
  SELECT s.repo_id, s.identity_id IS NULL AS hidden, s.starred_at,
    timezone('Asia/Shanghai', s.starred_at)::DATE < b.published + $exempt_days::INTEGER AS exempt
  FROM stargazer s
  JOIN (SELECT DISTINCT repo_id FROM project_repo) p ON p.repo_id = s.repo_id
  LEFT JOIN growth_begin b ON b.repo_id = s.repo_id AND b.series = 'stars'
  WHERE s.closed_at IS NULL AND (s.starred_at IS NULL OR s.starred_at < $as_of)
), counted AS (
  SELECT repo_id, count(*) AS n, count(*) FILTER (hidden) AS hidden FROM named GROUP BY repo_id
), hours AS (
  SELECT repo_id, hour, count(*) AS n FROM (
    SELECT repo_id, date_trunc('hour', timezone('Asia/Shanghai', starred_at)) AS hour
    FROM named WHERE starred_at IS NOT NULL AND NOT coalesce(exempt, false))
  GROUP BY ALL
), best AS (
  SELECT repo_id, max(n) AS n, arg_max(hour, (n, -epoch(hour))) AS hour, sum(n) AS judged
  FROM hours GROUP BY repo_id
)
SELECT repo_id, 'stars' AS series, 'hidden' AS sign, 100.0 * hidden / n AS value,
  CASE WHEN hidden / n >= $hidden_note THEN 'note' ELSE 'fine' END AS level,
  format('名单上的 {} 个星标中有 {} 个的账号已隐藏或注销', n, hidden) AS reason
FROM counted WHERE n >= $least_total
UNION ALL
SELECT repo_id, 'stars', 'hour', 100.0 * n / judged,
  CASE WHEN n / judged >= $hour_note THEN 'note' ELSE 'fine' END,
  format('最多的一小时 {} 有 {} 个，占 {:.1f} %', strftime(hour, '%Y-%m-%d %H 时'), n, 100 * n / judged)
FROM best WHERE judged >= $least_total
ORDER BY 1, 3;
