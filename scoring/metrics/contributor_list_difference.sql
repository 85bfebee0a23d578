-- title = "平台贡献者名单与提交作者之差"
-- question = "平台自己的贡献者名单与由提交得出的作者人数差多少？"
-- definition = """
--   平台贡献者名单的条数，减去截止时刻之前全部提交（含合并、还原与机器人）的作者人数；
--   只有能证明是同一人的署名与账号才合并（.mailmap、平台账号、免回复地址中的账号、申报单位的声明、邮箱，同一项目内的姓名全称及其不同写法、少见的登录名），跨平台而没有证据的不合并，
--   所以作者人数在采集完整时是上限，差是下限；
--   平台名单只作交叉核对：它有缓存，对邮箱数有上限，也不合并账号，因此不为零是常态，差得多时应查原因。
--   n 为名单条数。各仓库分列，整体为各仓库之和，互为镜像（有相同提交）的只算名单最长的一个。"""
-- unit = "人"
-- version = 4
-- window = "none"
-- needs = ["contributors", "commits", "mailmap?", "commit_accounts?"]
-- rows = ["listed_contributor", "commit", "mailmap_line", "account_link"]
-- dated = ["commit"]
-- kinds = ["repository"]
-- table = "活跃贡献者"
-- order = 13
-- grows = false
-- unknown = "平台没有给出贡献者名单，无法核对"
WITH shared_commit AS (
  SELECT DISTINCT a.repo_id AS first_repo, b.repo_id AS other_repo
  FROM "commit" a JOIN "commit" b ON b.sha = a.sha AND b.repo_id <> a.repo_id
  WHERE a.closed_at IS NULL AND b.closed_at IS NULL
), named AS (
  SELECT repo_id, count(*) AS entries FROM listed_contributor
  WHERE closed_at IS NULL GROUP BY repo_id
), authors AS (
  SELECT c.repo_id, count(DISTINCT coalesce(a.person_id, c.author_id)) AS people
  FROM "commit" c LEFT JOIN person_alias a ON a.identity_id = c.author_id
  WHERE c.closed_at IS NULL AND coalesce(c.committed_at, c.authored_at) < $as_of
  GROUP BY c.repo_id
), listed AS (
  SELECT r.project_id, r.repo_id, n.entries, n.entries - coalesce(a.people, 0) AS difference
  FROM project_repo r
  LEFT JOIN named n ON n.repo_id = r.repo_id
  LEFT JOIN authors a ON a.repo_id = r.repo_id
  WHERE r.kind = 'repository'
), repeated AS (
  SELECT l.project_id, l.repo_id FROM listed l
  WHERE EXISTS (SELECT 1 FROM listed o JOIN shared_commit s ON s.first_repo = o.repo_id
    WHERE s.other_repo = l.repo_id AND o.project_id = l.project_id
      AND (coalesce(o.entries, -1), o.repo_id) > (coalesce(l.entries, -1), l.repo_id))
)
SELECT p.project_id, '' AS part, '' AS part_title, NULL::DATE AS month,
  sum(l.difference)::DOUBLE AS value, NULL::TEXT AS value_text, sum(l.entries)::BIGINT AS n
FROM project p LEFT JOIN (FROM listed ANTI JOIN repeated USING (project_id, repo_id)) l
  ON l.project_id = p.project_id GROUP BY p.project_id
UNION ALL
SELECT project_id, repo_id, repo_id, NULL, difference::DOUBLE, NULL, entries FROM listed
ORDER BY 1, 2
