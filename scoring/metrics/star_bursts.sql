-- title = "星标突增的日子"
-- question = "哪些日子的星标明显高于平常，同时还有什么？"
-- definition = """
--   逐日的星标高出前后各 28 天中位数 6 个稳健标准差（1.4826 倍 MAD，至少按泊松分布）、当日 8 个以上的日子，相隔不超过 3 天的合为一段，
--   一段高出平常的部分至少 20 个且占 3 %。每段写明前后 7 天内的 Fork 或星标、新开 Issue、变更请求及其平常之数，
--   段前 7 天至段末的版本发布，前后 7 天的提交与访客（看得到时）。公开后首 30 天内的只列出，不计入整体。
--   突增常有正当的原因；没有见到相应的活动只说明需要申报单位说明。n 为各段的个数之和。"""
-- unit = "段"
-- part_unit = "个"
-- version = 2
-- window = "none"
-- needs = ["star_history|stargazers|repository!", "forks?", "issues?", "change_requests?", "releases?"]
-- rows = ["star_day", "stargazer", "count_snapshot:likes", "fork", "issue", "change_request", "release"]
-- table = "星标数与Fork数"
-- order = 11
-- grows = false
-- unknown = "平台没有给出日期"
WITH listed AS (
  SELECT r.project_id, b.* FROM growth_burst b JOIN project_repo r ON r.repo_id = b.repo_id
  WHERE b.series = 'stars' AND b.what = 'burst'
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  count(*) FILTER (l.explained <> 'launch')::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(sum(l.n) FILTER (l.explained <> 'launch'), 0)::BIGINT AS n
FROM project p LEFT JOIN listed l ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id || '@' || from_day, format('{} {} 至 {}', repo_id, from_day, to_day), NULL,
  n::DOUBLE, format('这段共 {} 个，平常约每天 {:.1f} 个；前后 7 天内：', n, usual) || concat_ws('、',
    CASE WHEN echo IS NOT NULL THEN format('Fork {} 个（平常约 {:.0f}）', echo, usual_echo) END,
    CASE WHEN issues IS NOT NULL
      THEN format('新开 Issue {} 个（平常约 {:.0f}）', issues, usual_issues) END,
    CASE WHEN change_requests IS NOT NULL
      THEN format('变更请求 {} 个（平常约 {:.0f}）', change_requests, usual_change_requests) END,
    CASE WHEN releases IS NOT NULL THEN format('版本发布 {} 个', releases) END,
    CASE WHEN commits IS NOT NULL THEN format('提交 {} 次', commits) END,
    CASE WHEN visitors IS NOT NULL THEN format('访客 {} 人次', visitors) END)
  || '。' || CASE explained WHEN 'launch' THEN '在公开后首 30 天内，不作判断'
    WHEN 'crowd' THEN '同时有相应的Fork或讨论' WHEN 'visitors' THEN '访客人次与之相当'
    WHEN 'release' THEN '期间发布了版本' WHEN 'unknown' THEN '其他数据不完整，看不出有没有相应的活动'
    ELSE '没有见到相应的Fork或讨论，需要说明' END, n
FROM listed
ORDER BY 1, 2
