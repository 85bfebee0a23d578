-- title = "各单位的活跃贡献者"
-- question = "窗口内的活跃贡献者分别来自哪些单位，有多少人的单位不知道？"
-- definition = """
--   窗口内的活跃贡献者（口径与“活跃贡献者”相同，整体即其人数）按其行为发生时所属的单位分列：人数最多的十个单位、其余单位、
--   单位未知。单位依据交来的 people.toml，其次是提交署名中邮箱的注册域名（前后各按 180 天计，截止时刻之后的提交不看），再次是平台账号资料里
--   写的单位（只有 GitHub，随变更请求、评审与讨论见到，自首次见到前 180 天起，到见到换了为止）；免费邮箱、免回复地址、会员邮箱与学生邮箱
--   不说明单位，项目里只有一人使用的域名可能是个人域名，也不算。邮箱与资料都可以随意填写，未经验证。
--   窗口内先后属于两个单位的人在两处各算一次，所以各单位之和可以大于整体；没有一次行为知道单位的人才算“单位未知”，
--   未知者不摊到已知的单位里。n 为行为数，一次提交每人只算一次。人数相同时按名称排列。"""
-- unit = "人"
-- version = 4
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?", "reviews?"]
-- rows = ["commit", "issue", "comment", "discussion", "mailmap_line", "account_link", "account_company"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 43
-- grows = false
-- unknown = "平台没有给出时间"
WITH acts AS (
  SELECT DISTINCT a.project_id, a.person_id, a.repo_id, a.ref, o.organisation
  FROM act a LEFT JOIN person_organisation o ON o.project_id = a.project_id
    AND o.person_id = a.person_id
    AND (o.since IS NULL OR a.happened_at >= o.since)
    AND (o.until IS NULL OR a.happened_at < o.until)
  WHERE a.excluded IS NULL AND a.bot = 'human' AND a.person_id IS NOT NULL
    AND a.kind NOT IN ('change_request', 'review')
    AND a.happened_at >= $window_from AND a.happened_at < $window_to
), ranked AS (
  SELECT project_id, organisation, row_number() OVER (PARTITION BY project_id
    ORDER BY count(DISTINCT person_id) DESC, organisation) AS place
  FROM acts WHERE organisation IS NOT NULL GROUP BY project_id, organisation
), placed AS (
  SELECT a.project_id, a.person_id, a.organisation,
    CASE WHEN r.place <= 10 THEN lpad(r.place::TEXT, 2, '0')
      WHEN r.place > 10 THEN 'rest'
      WHEN bool_or(a.organisation IS NOT NULL) OVER (PARTITION BY a.project_id, a.person_id)
        THEN 'partly' ELSE 'unknown' END AS part
  FROM acts a LEFT JOIN ranked r ON r.project_id = a.project_id
    AND r.organisation = a.organisation
), counted AS (
  SELECT project_id, part, count(DISTINCT person_id) AS persons, count(*) AS acts,
    any_value(organisation) AS organisation
  FROM placed GROUP BY project_id, part
  UNION ALL
  SELECT project_id, '', count(DISTINCT person_id), count(*), NULL FROM placed GROUP BY project_id
), parts AS (
  SELECT project_id, part, part_title FROM project
  CROSS JOIN (VALUES ('', ''), ('unknown', '单位未知')) AS v(part, part_title)
  UNION ALL
  SELECT project_id, part, CASE WHEN part = 'rest' THEN '其余单位' ELSE organisation END
  FROM counted WHERE part NOT IN ('', 'unknown', 'partly')
)
SELECT p.project_id, p.part, p.part_title, NULL::DATE AS month,
  coalesce(k.persons, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.acts, 0)::BIGINT AS n
FROM parts p LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
ORDER BY 1, 2
