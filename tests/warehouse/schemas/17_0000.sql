CREATE TABLE growth_burst (
  repo_id TEXT NOT NULL,
  series TEXT NOT NULL,
  what TEXT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  n BIGINT NOT NULL,
  usual DOUBLE NOT NULL,
  excess DOUBLE NOT NULL,
  share DOUBLE NOT NULL,
  echo BIGINT,
  issues BIGINT,
  change_requests BIGINT,
  usual_echo DOUBLE,
  usual_issues DOUBLE,
  usual_change_requests DOUBLE,
  releases BIGINT,
  commits BIGINT,
  visitors BIGINT,
  explained TEXT NOT NULL
);
CREATE TABLE growth_sign (
  repo_id TEXT NOT NULL,
  series TEXT NOT NULL,
  sign TEXT NOT NULL,
  value DOUBLE,
  level TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE TABLE growth_grade (
  repo_id TEXT NOT NULL,
  series TEXT NOT NULL,
  grade TEXT NOT NULL,
  total BIGINT NOT NULL,
  judged BIGINT NOT NULL,
  reason TEXT NOT NULL
);
