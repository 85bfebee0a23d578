-- What eight metrics read of so many events, made up without the steps that lead to it: acts (72 %),
-- issues (12 %), change requests (10 %), days with stars (6 %), and the persons behind them.
CREATE OR REPLACE TEMP MACRO roll(a, b, salt) AS hash(hash($seed, a, b, salt)) / 18446744073709551616.0;
---
CREATE OR REPLACE TEMP TABLE plan AS
WITH sized AS (
  SELECT p::INTEGER AS p, format('p{:06d}', p) AS project_id, pow(roll(p, 0, 'size'), -0.55) AS weight,
    (400 + 2600 * roll(p, 0, 'age'))::INTEGER AS days
  FROM range($projects) AS r(p)
)
SELECT p, project_id, 'github:o/' || project_id AS repo_id, days,
  $until::TIMESTAMPTZ - to_days(days) AS born, 86400 * days AS seconds,
  greatest(20, $events * weight / sum(weight) OVER ())::BIGINT AS events,
  greatest(2, $people * weight / sum(weight) OVER ())::BIGINT AS people
FROM sized ORDER BY p;
---
INSERT INTO project BY NAME
SELECT project_id, project_id AS name, NULL AS applicant, []::TEXT[] AS policies, false AS sample FROM plan;
---
INSERT INTO project_repo BY NAME
SELECT project_id, repo_id, 'github' AS platform, 'repository' AS kind, 'https://x/' || repo_id AS url FROM plan;
---
CREATE OR REPLACE TEMP TABLE somebody AS
SELECT p, unnest(range(people)) AS who, CASE WHEN roll(p, who, 'shared') < 0.03
  THEN (hash(p, who) % greatest(1, $people // 40))::BIGINT ELSE 10000000000 + p * 1000000 + who END AS number
FROM plan;
---
INSERT INTO identity BY NAME
SELECT platform || ':' || number AS identity_id, platform, 'identity|' || platform || number AS key, 'h' AS content_hash,
  'a' AS answer_id, $until::TIMESTAMPTZ AS observed_at, NULL AS closed_at
FROM (SELECT DISTINCT number FROM somebody) CROSS JOIN (VALUES ('git'), ('github'), ('gitee')) AS v(platform)
WHERE platform = 'git' OR hash(number, platform) % 10 < CASE platform WHEN 'github' THEN 8 ELSE 2 END;
---
INSERT INTO person_alias BY NAME
SELECT identity_id, 'git:' || split_part(identity_id, ':', 2) AS person_id, 'alone' AS rule, 'x' AS reason, 'human' AS bot, NULL AS bot_reason
FROM identity;
---
-- In the order of projects and months, as `act` is written. One commit in seven touches two kinds.
INSERT INTO act BY NAME
WITH drawn AS (
  SELECT p, project_id, repo_id, born, seconds, people, (events * 0.72)::BIGINT AS n, unnest(range(n)) AS i,
    i - (i % 7 = 6)::INTEGER AS j, roll(p, i, 'kind') AS lot
  FROM plan
), timed AS (
  SELECT *, born + to_seconds(seconds * (j + roll(p, j, 'time')) / (n + 1)) AS moment,
    floor(people * pow(roll(p, j, 'who'), 2.5))::BIGINT AS who
  FROM drawn
)
SELECT t.project_id, t.repo_id, CASE WHEN t.j % 90 = 0 THEN NULL ELSE 'git:' || s.number END AS person_id,
  CASE WHEN person_id IS NULL THEN 'unknown' WHEN s.number % 40 = 0 THEN 'certain' WHEN s.number % 90 = 1 THEN 'likely' ELSE 'human' END AS bot,
  CASE WHEN lot < 0.45 THEN 'code' WHEN lot < 0.55 THEN 'tests' WHEN lot < 0.63 THEN 'docs' WHEN lot < 0.68 THEN 'build'
    WHEN lot < 0.71 THEN 'data' WHEN lot < 0.72 THEN 'commit' WHEN lot < 0.92 THEN 'discussion'
    WHEN lot < 0.97 THEN 'change_request' ELSE 'review' END AS kind,
  t.moment AS happened_at, date_trunc('month', timezone('Asia/Shanghai', t.moment))::DATE AS month,
  md5(format('{}|{}', t.p, t.j)) || left(md5(t.j::TEXT), 8) AS ref,
  CASE WHEN roll(t.p, t.i, 'excluded') < 0.08 THEN 'merge' END AS excluded, true AS by_paths,
  format('a{}.{}', t.p, t.i // 100) AS answer_id
FROM timed t JOIN somebody s ON s.p = t.p AND s.who = t.who
;
---
INSERT INTO issue BY NAME
WITH drawn AS (
  SELECT p, repo_id, born, seconds, (events * 0.12)::BIGINT AS n, unnest(range(n)) AS j FROM plan
)
SELECT repo_id, j::TEXT AS number, 'github:' || j AS author_id, 'Part ' || j || ' fails' AS title, NULL AS body,
  CASE WHEN roll(p, j, 'open') < 0.25 THEN 'open' ELSE 'closed' END AS state, state AS original_state,
  CASE WHEN j % 500 = 3 THEN NULL ELSE born + to_seconds(seconds * (j + roll(p, j, 'issue')) / (n + 1)) END AS created_at,
  CASE WHEN state = 'closed' AND j % 300 <> 5 THEN born + to_seconds(seconds * (j + roll(p, j, 'issue')) / (n + 1)) + to_seconds(7000000 * pow(roll(p, j, 'long'), 4)) END AS closed_at_platform,
  format('{}|{}', repo_id, j) AS key, 'h' || j AS content_hash, format('a{}.{}', p, j // 100) AS answer_id,
  $until::TIMESTAMPTZ AS observed_at, CASE WHEN j % 25 = 0 THEN $until::TIMESTAMPTZ END AS closed_at
FROM drawn;
---
INSERT INTO change_request BY NAME
WITH drawn AS (
  SELECT p, repo_id, born, seconds, (events * 0.10)::BIGINT AS n, unnest(range(n)) AS j FROM plan
)
SELECT repo_id, j::TEXT AS number, 'github:' || j AS author_id, 'Mend ' || j AS title,
  CASE WHEN roll(p, j, 'fate') < 0.1 THEN 'open' WHEN roll(p, j, 'fate') < 0.3 THEN 'closed' ELSE 'merged' END AS state,
  born + to_seconds(seconds * (j + roll(p, j, 'change')) / (n + 1)) AS created_at,
  CASE WHEN state <> 'open' THEN created_at + to_seconds(2000000 * roll(p, j, 'long')) END AS closed_at_platform,
  CASE WHEN state = 'merged' AND j % 50 <> 1 THEN closed_at_platform END AS merged_at,
  format('{}|{}', repo_id, j) AS key, 'h' || j AS content_hash, format('a{}.{}', p, j // 100) AS answer_id,
  $until::TIMESTAMPTZ AS observed_at, CASE WHEN j % 25 = 0 THEN $until::TIMESTAMPTZ END AS closed_at
FROM drawn;
---
INSERT INTO star_day BY NAME
WITH drawn AS (
  SELECT p, repo_id, born, days, greatest(1, events * 0.06)::BIGINT AS n, unnest(range(n)) AS j FROM plan
)
SELECT repo_id, (born + to_days((j % days)::INTEGER))::DATE AS day, 1 + (hash(p, j) % 9)::BIGINT AS stars,
  format('{}|{}', repo_id, j) AS key, 'h' || j AS content_hash, format('a{}.{}', p, j // 100) AS answer_id,
  $until::TIMESTAMPTZ AS observed_at, CASE WHEN j % 25 = 0 THEN $until::TIMESTAMPTZ END AS closed_at
FROM drawn;
