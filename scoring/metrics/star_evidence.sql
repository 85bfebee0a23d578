-- title = "星标增长的依据"
-- question = "星标的增长与常见的增长一致吗，哪些地方需要说明？"
-- definition = """
--   按逐日的星标（没有逐日历史的用公开名单的时间，Hugging Face 的点赞用自己的快照）看：最多的 14 天与一天的占比、
--   明显高于平常的日子前后 7 天内有没有相应的 Fork、Issue、变更请求、版本发布或访客，周末的起伏，观测到的回落，
--   名单上隐藏的账号与最多的一小时（平台给出名单时），以及 Fork、Issue、评论与星标的比例（300 个星标以上）。
--   不满 50 个、公开后不足 90 天或逐日数据不完整的不判断；公开后首 30 天的增长不作判断。
--   整体取各仓库中最需要说明的，都不足以判断时为“不足以判断”；分列每个仓库与其中少见的各项及其数字；
--   所看的全部各项在数据表 growth_sign，界线见 docs/stars.md。
--   等级只说有多少需要申报单位说明，不是对任何人的指认，也不单独决定结论；n 为所看的个数。"""
-- unit = ""
-- version = 3
-- window = "none"
-- needs = ["star_history|stargazers|repository", "repository?", "forks?", "issues?", "change_requests?", "issue_comments?", "releases?"]
-- rows = ["star_day", "stargazer", "count_snapshot:stars", "count_snapshot:likes", "count_snapshot:forks", "fork", "issue", "change_request", "release"]
-- table = "星标数与Fork数"
-- order = 10
-- grows = false
-- unknown = "平台没有给出星标的日期，也没有自己的快照"
-- words = ["D 与常见增长不同，需要说明", "C 需要说明", "B 有少见之处，较轻或已见到相应的活动", "A 与常见增长一致", "不足以判断"]
WITH words AS (
  SELECT * FROM (VALUES ('D', 'D 与常见增长不同，需要说明', 1), ('C', 'C 需要说明', 2),
    ('B', 'B 有少见之处，较轻或已见到相应的活动', 3), ('A', 'A 与常见增长一致', 4),
    ('unknown', '不足以判断', 5)) AS w(grade, word, place)
), listed AS (
  SELECT r.project_id, r.repo_id, g.judged, g.reason, w.word, w.place
  FROM project_repo r
  LEFT JOIN growth_grade g ON g.repo_id = r.repo_id AND g.series = 'stars'
  JOIN words w ON w.grade = coalesce(g.grade, 'unknown')
  
), titles AS (
  SELECT * FROM (VALUES
    ('fortnight', '最多的 14 天占比（%）', '那段时间的活动、报道、发布、课程或推广的材料'),
    ('peak', '最多的一天占比（%）', '那一天的活动、报道或推广的材料'),
    ('bursts', '没有见到相应活动的突增（段）', '那段时间的活动、报道或推广的材料，访问量后台的截图'),
    ('drop', '比观测到的最高数少（%）', '平台关于账号清理的通知，或说明'),
    ('weekend', '周末与工作日之比（%）', '用户所在行业与地区的说明'),
    ('hidden', '名单上已隐藏或注销的账号（%）', '平台关于账号的通知，或说明'),
    ('hour', '最多的一小时占比（%）', '那一小时的活动材料'),
    ('proportions', 'Fork、Issue 与评论相对星标的少见程度', '用户、下载量、部署案例等使用情况的材料')
  ) AS t(sign, title, paper)
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month, NULL::DOUBLE AS value,
  CASE WHEN count(l.repo_id) > 0 THEN min_by(l.word, l.place) END AS value_text,
  coalesce(sum(l.judged), 0)::BIGINT AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, NULL, word || coalesce('：' || reason, ''),
  coalesce(judged, 0)
FROM listed
UNION ALL
SELECT l.project_id, s.repo_id || '#' || s.sign, s.repo_id || ' ' || t.title, NULL,
  round(s.value, 3), CASE s.level WHEN 'note' THEN '少见，较轻或已见到相应的活动'
    WHEN 'explain' THEN '需要说明' ELSE '与常见增长不同，需要说明' END || '：' || s.reason
    || CASE WHEN s.level IN ('explain', 'differs') THEN '。可提交：' || t.paper ELSE '' END,
  l.judged
FROM listed l
JOIN growth_sign s ON s.repo_id = l.repo_id AND s.series = 'stars'
  AND s.level IN ('note', 'explain', 'differs')
JOIN titles t ON t.sign = s.sign
ORDER BY 1, 2
