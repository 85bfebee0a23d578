-- title = "实质性提交数"
-- question = "窗口内人所作的实质性提交有多少，各类各多少，每月多少？"
-- definition = """
--   窗口内由人（不含确定和疑似机器人、不含无法辨认的作者）所作的实质性提交：不是合并或纯还原，
--   至少改动一个不是生成、第三方或锁定的文件。同一提交既改代码又改文档时，两类各算一次，合计只算一次；
--   代码提交是对代码库的提交，其下按改动的文件分列源代码、测试、构建与 CI、数据（数据集、图片、译文等），一次提交可属几种，
--   在“代码提交”中只算一次；
--   看不到改动路径的提交（Hugging Face、没有克隆而只经接口读取的）不算代码也不算文档，也查不出只有生成、第三方或
--   锁定文件的，计入合计并单列；文档是文档文件（变更日志、名单与许可证文件也算在内），以及看得到改动的行时源文件里的注释与文档字符串（占改动行数的 70% 以上）；
--   只改空白的提交与整批导入不计（改动看得到内容的，见“提交按什么判断”）；
--   镜像仓库中相同的提交只算一次。按作者时间（author date）计入，比提交时间晚一天以上的改按提交时间；
--   两者都由提交者的机器写入，与 git log --since（按提交时间）的结果可能不同。按 Asia/Shanghai 归月；窗口首尾两个月可能不足整月。"""
-- unit = "次"
-- version = 4
-- window = "window"
-- needs = ["commits!", "changes?"]
-- rows = ["commit", "commit_change"]
-- dated = ["commit"]
-- table = "活跃贡献者"
-- order = 3
-- grows = false
-- unknown = "平台没有给出时间"
-- [unnamed]
-- code = "code"
-- code_source = "code_source"
-- code_tests = "code_tests"
-- code_build = "code_build"
-- code_data = "code_data"
-- docs = "docs"
-- commit = "commit"
WITH acts AS (
  SELECT project_id, month, ref, kind FROM act
  WHERE excluded IS NULL AND bot = 'human' AND person_id IS NOT NULL
    AND kind NOT IN ('discussion', 'change_request', 'review')
    AND happened_at >= $window_from AND happened_at < $window_to
), once AS MATERIALIZED (
  -- what each commit is, once; then commits need only be counted
  SELECT project_id, ref, min(month) AS month, max(month) AS until,
    bool_or(kind NOT IN ('docs', 'commit')) AS code, bool_or(kind = 'code') AS source,
    bool_or(kind = 'tests') AS tests, bool_or(kind = 'build') AS build,
    bool_or(kind = 'data') AS data, bool_or(kind = 'docs') AS docs,
    bool_or(kind = 'commit') AS unseen
  FROM acts GROUP BY project_id, ref
), again AS (
  SELECT project_id, ref FROM once WHERE month <> until
), placed AS (
  SELECT project_id, NULL::DATE AS month, code, source, tests, build, data, docs, unseen FROM once
  UNION ALL
  SELECT project_id, month, code, source, tests, build, data, docs, unseen
  FROM once WHERE month = until
  UNION ALL
  SELECT project_id, month, bool_or(kind NOT IN ('docs', 'commit')), bool_or(kind = 'code'),
    bool_or(kind = 'tests'), bool_or(kind = 'build'), bool_or(kind = 'data'),
    bool_or(kind = 'docs'), bool_or(kind = 'commit')
  FROM acts SEMI JOIN again USING (project_id, ref) GROUP BY project_id, month, ref
), counts AS (
  SELECT project_id, month, count(*) AS n, count(*) FILTER (code) AS code,
    count(*) FILTER (source) AS source, count(*) FILTER (tests) AS tests,
    count(*) FILTER (build) AS build, count(*) FILTER (data) AS data,
    count(*) FILTER (docs) AS docs, count(*) FILTER (unseen) AS unseen
  FROM placed GROUP BY project_id, month
), counted AS (
  SELECT project_id, month, unnest([
    {'part': '', 'n': n}, {'part': 'code', 'n': code}, {'part': 'code_source', 'n': source},
    {'part': 'code_tests', 'n': tests}, {'part': 'code_build', 'n': build},
    {'part': 'code_data', 'n': data}, {'part': 'docs', 'n': docs},
    {'part': 'commit', 'n': unseen}], recursive := true)
  FROM counts
), months AS (
  SELECT unnest(generate_series(
    date_trunc('month', timezone('Asia/Shanghai', $window_from::TIMESTAMPTZ)),
    timezone('Asia/Shanghai', $window_to::TIMESTAMPTZ) - INTERVAL 1 MICROSECOND,
    INTERVAL 1 MONTH))::DATE AS month
), times AS (
  SELECT NULL::DATE AS month UNION ALL SELECT month FROM months
), parts AS (
  SELECT project_id, part, part_title FROM project
  CROSS JOIN (VALUES ('', ''), ('code', '代码提交'),
    ('code_source', '代码提交：源代码'), ('code_tests', '代码提交：测试'),
    ('code_build', '代码提交：构建与 CI'), ('code_data', '代码提交：数据'), ('docs', '文档贡献'),
    ('commit', '提交（看不到改动路径）')) AS v(part, part_title)
)
SELECT p.project_id, p.part, p.part_title, t.month,
  coalesce(k.n, 0)::DOUBLE AS value, NULL::TEXT AS value_text, coalesce(k.n, 0)::BIGINT AS n
FROM parts p CROSS JOIN times t
LEFT JOIN counted k ON k.project_id = p.project_id AND k.part = p.part
  AND k.month IS NOT DISTINCT FROM t.month
ORDER BY 1, 2, 4 NULLS FIRST
