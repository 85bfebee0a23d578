-- title = "活跃贡献者"
-- question = "窗口内有多少人作过实质性的代码提交、文档贡献或 Issue 讨论？"
-- definition = """
--   窗口 [from, to) 内至少有一次实质性行为的人（确定与疑似机器人不计，作者无法辨认的行为不计）。
--   只有能证明是同一人的署名与账号才合并（.mailmap、平台账号、免回复地址中的账号、申报单位的声明、邮箱，同一项目内的姓名全称及其不同写法、少见的登录名），跨平台而没有证据的不合并：
--   一人可能被算作几人，所以采集完整时合计是上限。“至少（按单一平台计）”是在任一平台上有账号的人数最多者，排除了
--   跨平台的重复计算，但不能排除一人在同一平台有几个账号；只有 git 署名、没有平台账号的人，署名可以随意填写，
--   合起来最多算作一人。提交按作者时间（author date）计入窗口与月份，它由提交者的机器写入；
--   比提交时间（committer date）晚一天以上的不可信，改按提交时间。
--   合计为各类的并集，一人在几类中都有行为时合计只算一次，因此各类之和不小于合计；“含疑似机器人”另列，供对照。
--   实质性提交：不是合并或纯还原，至少改动一个不是生成、第三方或锁定的文件；看不到改动路径的提交（Hugging Face、
--   没有克隆而只经接口读取的）不能分入代码或文档，也查不出只有生成、第三方或锁定文件的，计入合计并单列一类；
--   代码提交是对代码库的提交，其下按改动的文件分列源代码、测试、构建与 CI、数据（数据集、图片、译文等），一次提交可属几种，
--   在“代码提交”中只算一次；
--   文档是文档文件（变更日志、名单与许可证文件也算在内），以及看得到改动的行时源文件里的注释与文档字符串（占改动行数的 70% 以上）；
--   只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）。实质性讨论：新开 Issue 或讨论（标题至多一个词、正文又空着或只有没填的模板的除外），或不只是命令、表情、致谢（含只说已解决并致谢）的评论。
--   n 为行为数。按 Asia/Shanghai 归月，各月人数不可相加；窗口首尾两个月可能不足整月。"""
-- unit = "人"
-- version = 8
-- window = "window"
-- needs = ["commits", "changes?", "issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- rows = ["commit", "commit_change", "issue", "comment", "discussion", "mailmap_line", "account_link"]
-- dated = ["commit", "issue", "comment", "discussion"]
-- table = "活跃贡献者"
-- order = 1
-- grows = false
-- unknown = "平台没有给出时间"
-- [part_needs]
-- code = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- code_source = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- code_tests = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- code_build = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- code_data = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- docs = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- commit = ["commits!", "changes?", "mailmap?", "commit_accounts?"]
-- discussion = ["issues|discussions", "issue_comments|discussions", "discussions?", "change_request_comments?", "mailmap?", "commit_accounts?"]
-- [unnamed]
-- "" = ""
-- code = "code"
-- code_source = "code_source"
-- code_tests = "code_tests"
-- code_build = "code_build"
-- code_data = "code_data"
-- docs = "docs"
-- commit = "commit"
-- discussion = "discussion"
WITH acts AS (
  SELECT project_id, person_id, month, repo_id, ref, kind, bot = 'human' AS human,
    CASE WHEN kind IN ('docs', 'commit', 'discussion') THEN kind ELSE 'code' END AS part FROM act
  WHERE excluded IS NULL AND bot IN ('human', 'likely') AND person_id IS NOT NULL
    AND kind NOT IN ('change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
), once AS MATERIALIZED (
  -- what is done once counts once; then people need only be counted
  SELECT project_id, person_id, repo_id, ref, part, min(month) AS month, max(month) AS until,
    bool_or(human) AS human, count(*) AS n, count(*) FILTER (kind = 'code') AS source,
    count(*) FILTER (kind = 'tests') AS tests, count(*) FILTER (kind = 'build') AS build,
    count(*) FILTER (kind = 'data') AS data
  FROM acts GROUP BY project_id, person_id, repo_id, ref, part
), again AS (
  SELECT project_id, person_id, repo_id, ref, part FROM once WHERE month <> until
), monthly AS (
  SELECT project_id, person_id, month, part, human, n, source, tests, build, data
  FROM once WHERE month = until
  UNION ALL
  SELECT project_id, person_id, month, part, bool_or(human), count(*),
    count(*) FILTER (kind = 'code'), count(*) FILTER (kind = 'tests'),
    count(*) FILTER (kind = 'build'), count(*) FILTER (kind = 'data')
  FROM acts SEMI JOIN again USING (project_id, person_id, repo_id, ref, part)
  GROUP BY project_id, person_id, month, repo_id, ref, part
), placed AS (
  SELECT project_id, person_id, NULL::DATE AS month, part, human, n, source, tests, build, data
  FROM once
  UNION ALL
  SELECT project_id, person_id, month, part, human, n, source, tests, build, data FROM monthly
), people AS (
  SELECT project_id, month, person_id, bool_or(human) AS human,
    count(*) AS acts, count(*) FILTER (part = 'code') AS code,
    sum(source)::BIGINT AS code_source, sum(tests)::BIGINT AS code_tests,
    sum(build)::BIGINT AS code_build, sum(data)::BIGINT AS code_data,
    coalesce(sum(n) FILTER (part = 'docs'), 0)::BIGINT AS docs,
    coalesce(sum(n) FILTER (part = 'commit'), 0)::BIGINT AS commit,
    coalesce(sum(n) FILTER (part = 'discussion'), 0)::BIGINT AS discussion
  FROM placed GROUP BY project_id, month, person_id
), seat AS (
  SELECT DISTINCT a.person_id, i.platform
  FROM person_alias a JOIN identity i ON i.identity_id = a.identity_id AND i.closed_at IS NULL
  WHERE i.platform <> 'git'
), grouped AS (
  SELECT p.project_id, p.month, coalesce(s.platform, '') AS platform,
    CASE WHEN s.platform IS NULL THEN 1 ELSE count(*) END AS persons, sum(p.acts)::BIGINT AS acts
  FROM people p LEFT JOIN seat s ON s.person_id = p.person_id
  WHERE p.human GROUP BY p.project_id, p.month, s.platform
), counted AS (
  SELECT project_id, month, 'at_least' AS part, max(persons) AS persons,
    arg_max(acts, (persons, platform)) AS acts
  FROM grouped GROUP BY project_id, month
  UNION ALL
  SELECT project_id, month, part,
    count(*) FILTER (acts_of_part > 0) AS persons, sum(acts_of_part)::BIGINT AS acts
  FROM (
    SELECT project_id, month, v.part, CASE
      WHEN v.part = 'with_likely_bots' THEN acts WHEN NOT human THEN 0
      WHEN v.part = 'code' THEN code WHEN v.part = 'code_source' THEN code_source
      WHEN v.part = 'code_tests' THEN code_tests WHEN v.part = 'code_build' THEN code_build
      WHEN v.part = 'code_data' THEN code_data WHEN v.part = 'docs' THEN docs
      WHEN v.part = 'commit' THEN commit WHEN v.part = 'discussion' THEN discussion ELSE acts END AS acts_of_part
    FROM people
    CROSS JOIN (VALUES (''), ('code'), ('code_source'), ('code_tests'), ('code_build'),
      ('code_data'), ('docs'), ('commit'), ('discussion'), ('with_likely_bots')) AS v(part)
  ) GROUP BY project_id, month, part
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), parts AS (
  SELECT project_id, part, part_title FROM project
  CROSS JOIN (VALUES ('', ''), ('at_least', '至少（按单一平台计）'), ('code', '代码提交'),
    ('code_source', '代码提交：源代码'), ('code_tests', '代码提交：测试'),
    ('code_build', '代码提交：构建与 CI'), ('code_data', '代码提交：数据'), ('docs', '文档贡献'), ('commit', '提交（看不到改动路径）'), ('discussion', 'Issue讨论'), ('with_likely_bots', '含疑似机器人')) AS v(part, part_title)
)
SELECT p.project_id, p.part, p.part_title, t.month,
  coalesce(k.persons, 0)::DOUBLE AS value, NULL::TEXT AS value_text,
  coalesce(k.acts, 0)::BIGINT AS n
FROM parts p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
  AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
