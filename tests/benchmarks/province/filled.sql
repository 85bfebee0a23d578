-- A province's register, made up: projects of very different size, most of them quiet most of the
-- time. Everything follows from $seed and the sizes. Statements are parted by a line of ---.
CREATE OR REPLACE TEMP MACRO roll(a, b, salt) AS hash(hash($seed, a, b, salt)) / 18446744073709551616.0;
---
-- Words as different as people's: what programs write alike is told from them.
CREATE OR REPLACE TEMP MACRO sentence(code, words) AS array_to_string(list_transform(range(words),
  lambda i: ['the', 'of', 'when', 'fails', 'again', 'with', 'build', 'index', 'memory', 'reader', 'because', 'before', 'should',
    'version', 'thread', 'pointer', 'review', 'branch', 'parser', 'release', 'cannot', 'expected', 'driver', 'kernel', 'tensor',
    'matrix', 'cache', 'socket', 'deadlock', 'config', 'result', 'merge', 'model', 'token', 'weights', 'shape', 'layer', 'query',
    'table', 'column', 'schema', 'vector', 'engine', 'storage'][1 + (hash(code, i) % 44)::BIGINT]), ' ');
---
CREATE OR REPLACE TEMP TABLE plan AS
WITH sized AS (
  SELECT p::INTEGER AS p, format('p{:06d}', p) AS project_id, pow(roll(p, 0, 'size'), -0.55) AS weight,
    $until::TIMESTAMPTZ - to_days((400 + 2600 * roll(p, 0, 'age'))::INTEGER) AS born
  FROM range($projects) AS r(p)
)
SELECT p, project_id, 'github:o/' || project_id AS repo_id, born,
  date_diff('second', born, $until::TIMESTAMPTZ) AS seconds,
  greatest(20, $events * weight / sum(weight) OVER ())::BIGINT AS events,
  greatest(2, $people * weight / sum(weight) OVER ())::BIGINT AS people,
  -- How many of its days have anything at all.
  (0.02 + 0.5 * pow(roll(p, 0, 'busy'), 2)) AS busy
FROM sized ORDER BY p;
---
INSERT INTO project BY NAME
SELECT project_id, project_id AS name, NULL AS applicant, []::TEXT[] AS policies, false AS sample FROM plan;
---
INSERT INTO project_repo BY NAME
SELECT project_id, repo_id, 'github' AS platform, 'repository' AS kind, 'https://x/' || repo_id AS url FROM plan;
---
INSERT INTO stream_state BY NAME
SELECT repo_id, stream, CASE WHEN roll(p, stream, 'grade') < 0.97 THEN 'complete' ELSE 'partial' END AS grade,
  NULL AS code, CASE WHEN grade = 'partial' THEN '配额用完：请设置令牌后运行 yuanzheng refresh。' END AS reason,
  $until::TIMESTAMPTZ AS since
FROM plan CROSS JOIN (SELECT unnest(['repository', 'star_history', 'forks', 'contributors', 'commits',
  'issues', 'issue_comments', 'change_requests', 'change_request_comments', 'reviews', 'releases', 'documents',
  'mailmap', 'commit_accounts', 'changes', 'packages']) AS stream);
---
-- One event, one row: when (on one of the busy days of its project) and by whom of its people.
CREATE OR REPLACE TEMP TABLE happening AS
WITH cast_lots AS (
  SELECT p, project_id, repo_id, born, seconds, busy, people, unnest(range(events))::BIGINT AS j FROM plan
), drawn AS (
  SELECT *, roll(p, j, 'kind') AS kind, roll(p, j, 'day') AS day, roll(p, j, 'time') AS instant,
    floor(people * pow(roll(p, j, 'who'), 2.5))::BIGINT AS person
  FROM cast_lots
)
SELECT p, project_id, repo_id, j, person,
  CASE WHEN kind < 0.36 THEN 1 WHEN kind < 0.46 THEN 2 WHEN kind < 0.68 THEN 3 WHEN kind < 0.78 THEN 4
    WHEN kind < 0.83 THEN 5 WHEN kind < 0.95 THEN 6 ELSE 7 END::TINYINT AS kind,
  -- The busy days are the same for all that happens in a project.
  least($until::TIMESTAMPTZ - to_seconds(1), born
    + to_days(floor(floor(day * busy * seconds / 86400) / busy)::INTEGER)
    + to_milliseconds((instant * 86399000)::BIGINT)) AS moment
FROM drawn;
---
CREATE OR REPLACE TEMP MACRO person_at(p, person) AS
  CASE WHEN roll(p, person, 'shared') < 0.03
    THEN (hash($seed, p, person, 'which') % greatest(1, $people // 40))::BIGINT ELSE 10000000000 + p * 1000000 + person END;
---
CREATE OR REPLACE TEMP TABLE somebody AS
SELECT p, person, person_at(p, person) AS number FROM (SELECT DISTINCT p, person FROM happening);
---
INSERT INTO identity BY NAME
WITH known AS (SELECT DISTINCT number FROM somebody), shown AS (
  SELECT number, 'u' || number AS login, format('Name{} Of{}', number, hash($seed, number) % 90000) AS name,
    CASE WHEN roll(number, 0, 'bot') < 0.01 THEN 'Bot' ELSE 'User' END AS account_type
  FROM known
)
SELECT 'github:' || number AS identity_id, 'github' AS platform, number::TEXT AS account_id, login, NULL AS name,
  NULL AS email_key, NULL AS email_domain, NULL AS account_platform, account_type,
  'identity|' || number AS key, hash($seed, number)::TEXT AS content_hash, 'a0' AS answer_id,
  $until::TIMESTAMPTZ - INTERVAL 30 DAY AS observed_at, NULL AS closed_at
FROM shown
UNION ALL
SELECT 'git:' || number, 'git', CASE WHEN number % 4 = 0 THEN number::TEXT END,
  CASE WHEN number % 4 = 0 THEN login END, name, md5('mail' || number), CASE WHEN number % 4 = 0 THEN 'users.noreply.github.com'
    ELSE format('c{}.example', number % 300) END, CASE WHEN number % 4 = 0 THEN 'github' END, NULL,
  'identity|git' || number, hash($seed, number, 1)::TEXT, 'a0', $until::TIMESTAMPTZ - INTERVAL 30 DAY, NULL
FROM shown;
---
INSERT INTO account_link BY NAME
SELECT DISTINCT repo_id, 'git:' || number AS identity_id, 'github:' || number AS account_id,
  format('{}|link|{}', repo_id, number) AS key, hash($seed, number, 2)::TEXT AS content_hash, 'a0' AS answer_id,
  $until::TIMESTAMPTZ - INTERVAL 30 DAY AS observed_at, NULL AS closed_at
FROM somebody JOIN plan USING (p) WHERE roll(number, 0, 'linked') < 0.7;
---
CREATE OR REPLACE TEMP VIEW told AS
SELECT h.*, s.number, md5(format('{}|{}', repo_id, j)) AS code, 'a' || hash(repo_id, kind, j // 300) AS answer_id,
  moment + to_seconds(1) AS observed_at, NULL::TIMESTAMPTZ AS closed_at
FROM happening h JOIN somebody s USING (p, person);
---
INSERT INTO "commit" BY NAME
SELECT repo_id, code || left(code, 8) AS sha, 'git:' || number AS author_id, 'git:' || number AS committer_id,
  moment - to_seconds((hash(code) % 7200)::BIGINT) AS authored_at, moment AS committed_at,
  CASE WHEN roll(p, j, 'merge') < 0.1 THEN 2 ELSE 1 END AS parents,
  CASE WHEN roll(p, j, 'revert') < 0.01 THEN 'Revert "x"' ELSE sentence(code, 6) END AS subject,
  CASE WHEN roll(p, j, 'help') < 0.05 THEN ['git:' || person_at(p, 0)] ELSE [] END AS coauthor_ids,
  parents = 1 AS has_paths, repo_id || '|' || sha AS key, code AS content_hash, answer_id, observed_at, closed_at
FROM told WHERE kind = 1 ORDER BY repo_id, moment, sha;
---
INSERT INTO commit_file BY NAME
SELECT repo_id, sha, format('{}/part{}.{}', ['src', 'lib', 'tests', 'docs', 'core'][1 + (hash(sha, f, 1) % 5)::BIGINT], hash(sha, f) % 400,
    ['py', 'c', 'md', 'yml', 'json', 'lock'][1 + (hash(sha, f, 2) % 6)::BIGINT]) AS path,
  CASE WHEN hash(sha, f, 3) % 10 = 0 THEN 'A' ELSE 'M' END AS change, answer_id
FROM (SELECT repo_id, sha, answer_id, unnest(range(1 + (hash(sha) % 3)::BIGINT)) AS f FROM "commit" WHERE has_paths);
---
INSERT INTO issue BY NAME
SELECT repo_id, j::TEXT AS number, 'github:' || number AS author_id, 'Something is wrong with part ' || j AS title,
  sentence(code, 40) AS body,
  CASE WHEN roll(p, j, 'open') < 0.25 THEN 'open' ELSE 'closed' END AS state, state AS original_state,
  3 AS comments, moment AS created_at, least($until::TIMESTAMPTZ, moment + to_hours((hash(code) % 2000)::INTEGER)) AS updated_at,
  CASE WHEN state = 'closed' THEN updated_at END AS closed_at_platform,
  repo_id || '|' || j AS key, code AS content_hash, answer_id, observed_at, closed_at
FROM told WHERE kind = 2 ORDER BY repo_id, moment;
---
INSERT INTO change_request BY NAME
SELECT repo_id, j::TEXT AS number, 'github:' || number AS author_id, NULL AS merger_id, 'Mend part ' || j AS title,
  CASE WHEN roll(p, j, 'open') < 0.1 THEN 'open' WHEN roll(p, j, 'open') < 0.3 THEN 'closed' ELSE 'merged' END AS state,
  state AS original_state, false AS is_draft, moment AS created_at,
  least($until::TIMESTAMPTZ, moment + to_hours((hash(code) % 500)::INTEGER)) AS updated_at,
  CASE WHEN state <> 'open' THEN updated_at END AS closed_at_platform, CASE WHEN state = 'merged' THEN updated_at END AS merged_at,
  NULL AS merge_sha, repo_id || '|' || j AS key, code AS content_hash, answer_id, observed_at, closed_at
FROM told WHERE kind = 4 ORDER BY repo_id, moment;
---
-- What is said, of an issue or change request of its project that was opened about then.
INSERT INTO comment BY NAME
WITH subject AS (
  SELECT repo_id, number, kind, created_at FROM (
    SELECT repo_id, number, 'issue' AS kind, created_at FROM issue
    UNION ALL SELECT repo_id, number, 'change_request', created_at FROM change_request)
)
SELECT t.repo_id, t.j::TEXT AS comment_id, s.kind AS subject_kind, s.number AS subject_number,
  coalesce(s.kind = 'change_request' AND t.j % 3 = 0, false) AS is_review, 'github:' || t.number AS author_id,
  CASE WHEN t.j % 12 = 0 THEN 'thanks!' ELSE sentence(t.code, 20) END AS body,
  t.moment AS created_at, t.moment AS updated_at, t.repo_id || '|' || t.j AS key, t.code AS content_hash, t.answer_id,
  t.observed_at, t.closed_at
FROM told t ASOF LEFT JOIN subject s ON s.repo_id = t.repo_id AND t.moment >= s.created_at
WHERE t.kind = 3 ORDER BY t.repo_id, t.moment;
---
INSERT INTO review BY NAME
SELECT t.repo_id, c.number AS change_request, t.j::TEXT AS review_id, 'github:' || t.number AS author_id,
  ['approved', 'changes_requested', 'commented'][1 + t.j % 3] AS state, CASE WHEN t.j % 2 = 0 THEN '' ELSE sentence(t.code, 12) END AS body,
  t.moment AS submitted_at, t.moment AS updated_at, t.repo_id || '|' || t.j AS key, t.code AS content_hash, t.answer_id,
  t.observed_at, t.closed_at
FROM told t ASOF LEFT JOIN (SELECT repo_id, number, created_at FROM change_request) c
  ON c.repo_id = t.repo_id AND t.moment >= c.created_at
WHERE t.kind = 5 AND c.number IS NOT NULL ORDER BY t.repo_id, t.moment;
---
INSERT INTO star_day BY NAME
SELECT repo_id, moment::DATE AS day, count(*) AS stars, format('{}|{}', repo_id, day) AS key, count(*)::TEXT AS content_hash,
  any_value(answer_id) AS answer_id, max(observed_at) AS observed_at, NULL AS closed_at
FROM told WHERE kind = 6 GROUP BY repo_id, moment::DATE ORDER BY 1, 2;
---
INSERT INTO "fork" BY NAME
SELECT repo_id, j::TEXT AS platform_id, 'u/' || j AS full_name, 'github:' || number AS owner_id, moment AS created_at,
  moment + to_hours((hash(code) % 900)::INTEGER) AS pushed_at, repo_id || '|' || j AS key, code AS content_hash, answer_id, observed_at, closed_at
FROM told WHERE kind = 7 ORDER BY repo_id, moment;
---
INSERT INTO release BY NAME
SELECT repo_id, 'v' || n AS tag, 'v' || n AS name, NULL AS author_id, false AS is_draft, false AS is_prerelease,
  born + to_days((90 * n)::INTEGER) AS created_at, created_at AS published_at, format('{}|{}', repo_id, n) AS key, n::TEXT AS content_hash,
  'a1' AS answer_id, created_at AS observed_at, NULL AS closed_at
FROM (SELECT *, unnest(range(1, (seconds / 86400 / 90)::INTEGER + 1)) AS n FROM plan) WHERE created_at < $until::TIMESTAMPTZ;
---
INSERT INTO repo_fact BY NAME
SELECT repo_id, p::TEXT AS platform_id, 'o/' || project_id AS full_name, 'Apache-2.0' AS licence_field, false AS is_fork,
  false AS is_archived, false AS is_private, born AS created_at, $until::TIMESTAMPTZ AS pushed_at, repo_id AS key, 'h' AS content_hash,
  'a' || p AS answer_id, born AS observed_at, NULL AS closed_at
FROM plan;
---
INSERT INTO count_snapshot BY NAME
SELECT p.repo_id, v.name, coalesce(k.n, 0) AS value, p.repo_id || v.name AS key, 'h' AS content_hash, 'a' || p.p AS answer_id,
  p.born AS observed_at, NULL AS closed_at
FROM plan p CROSS JOIN (VALUES ('stars', 6), ('forks', 7), ('watchers', 6)) AS v(name, kind)
LEFT JOIN (SELECT p, kind, count(*) AS n FROM happening GROUP BY ALL) k ON k.p = p.p AND k.kind = v.kind;
---
INSERT INTO answer BY NAME
SELECT answer_id, repo_id, ['commits', 'issues', 'issue_comments', 'change_requests', 'reviews', 'star_history', 'forks'][kind] AS stream,
  'https://x/' || answer_id AS url, 200 AS status, $until::TIMESTAMPTZ AS fetched_at, repeat('0', 64) AS sha256, 2 AS bytes,
  'application/json' AS content_type, 'w' AS warc_file, 'r' AS warc_record
FROM (SELECT DISTINCT answer_id, repo_id, kind FROM told);
