CREATE TABLE project (
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  applicant TEXT,
  policies TEXT[] NOT NULL,
  sample BOOLEAN NOT NULL
);
CREATE TABLE project_repo (
  project_id TEXT NOT NULL,
  repo_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  url TEXT NOT NULL
);
CREATE TABLE answer (
  answer_id TEXT NOT NULL,
  repo_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  url TEXT NOT NULL,
  status INTEGER,
  fetched_at TIMESTAMPTZ NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  content_type TEXT,
  warc_file TEXT NOT NULL,
  warc_record TEXT NOT NULL
);
CREATE TABLE stream_state (
  repo_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  grade TEXT NOT NULL,
  code TEXT,
  reason TEXT,
  expected BIGINT,
  got BIGINT,
  since TIMESTAMPTZ NOT NULL
);
CREATE TABLE identity (
  identity_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  account_id TEXT,
  login TEXT,
  name TEXT,
  email_key TEXT,
  email_domain TEXT,
  account_platform TEXT,
  account_type TEXT,
  mailmap_name TEXT,
  mailmap_email_key TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE repo_fact (
  repo_id TEXT NOT NULL,
  platform_id TEXT,
  full_name TEXT,
  description TEXT,
  homepage TEXT,
  language TEXT,
  topics TEXT[],
  licence_field TEXT,
  default_branch TEXT,
  is_fork BOOLEAN,
  is_archived BOOLEAN,
  is_private BOOLEAN,
  created_at TIMESTAMPTZ,
  pushed_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE count_snapshot (
  repo_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value BIGINT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE star_day (
  repo_id TEXT NOT NULL,
  day DATE NOT NULL,
  stars BIGINT NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE stargazer (
  repo_id TEXT NOT NULL,
  identity_id TEXT,
  starred_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE fork (
  repo_id TEXT NOT NULL,
  platform_id TEXT,
  full_name TEXT,
  owner_id TEXT,
  created_at TIMESTAMPTZ,
  pushed_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE listed_contributor (
  repo_id TEXT NOT NULL,
  identity_id TEXT,
  name TEXT,
  contributions BIGINT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE commit (
  repo_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  author_id TEXT,
  committer_id TEXT,
  authored_at TIMESTAMPTZ,
  committed_at TIMESTAMPTZ,
  parents INTEGER,
  subject TEXT,
  coauthor_ids TEXT[],
  has_paths BOOLEAN NOT NULL,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE commit_file (
  repo_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  path TEXT NOT NULL,
  change TEXT NOT NULL,
  answer_id TEXT NOT NULL
);
CREATE TABLE issue (
  repo_id TEXT NOT NULL,
  number TEXT NOT NULL,
  author_id TEXT,
  title TEXT,
  body TEXT,
  state TEXT,
  original_state TEXT,
  comments BIGINT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  closed_at_platform TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE change_request (
  repo_id TEXT NOT NULL,
  number TEXT NOT NULL,
  author_id TEXT,
  merger_id TEXT,
  title TEXT,
  state TEXT,
  original_state TEXT,
  is_draft BOOLEAN,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  closed_at_platform TIMESTAMPTZ,
  merged_at TIMESTAMPTZ,
  merge_sha TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE comment (
  repo_id TEXT NOT NULL,
  comment_id TEXT NOT NULL,
  subject_kind TEXT,
  subject_number TEXT,
  is_review BOOLEAN NOT NULL,
  author_id TEXT,
  body TEXT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE release (
  repo_id TEXT NOT NULL,
  tag TEXT,
  name TEXT,
  author_id TEXT,
  is_draft BOOLEAN,
  is_prerelease BOOLEAN,
  created_at TIMESTAMPTZ,
  published_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE document (
  repo_id TEXT NOT NULL,
  path TEXT NOT NULL,
  role TEXT NOT NULL,
  revision TEXT,
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  content TEXT,
  unreadable TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE person_alias (
  identity_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  reason TEXT NOT NULL,
  bot TEXT NOT NULL,
  bot_reason TEXT
);
CREATE TABLE person_label (
  person_id TEXT NOT NULL,
  label TEXT NOT NULL,
  bot TEXT NOT NULL
);
CREATE TABLE act (
  project_id TEXT NOT NULL,
  repo_id TEXT NOT NULL,
  person_id TEXT,
  bot TEXT NOT NULL,
  kind TEXT NOT NULL,
  happened_at TIMESTAMPTZ NOT NULL,
  month DATE NOT NULL,
  ref TEXT NOT NULL,
  excluded TEXT,
  by_paths BOOLEAN NOT NULL,
  answer_id TEXT NOT NULL
);
CREATE TABLE licence_finding (
  repo_id TEXT NOT NULL,
  place TEXT NOT NULL,
  path TEXT,
  expression TEXT NOT NULL,
  status TEXT NOT NULL,
  osi TEXT NOT NULL,
  fsf TEXT NOT NULL,
  similarity DOUBLE,
  line INTEGER,
  excerpt TEXT,
  list_version TEXT NOT NULL,
  answer_id TEXT
);
CREATE TABLE licence_verdict (
  repo_id TEXT NOT NULL,
  declared TEXT NOT NULL,
  concluded TEXT NOT NULL,
  osi TEXT NOT NULL,
  fsf TEXT NOT NULL,
  in_repository TEXT NOT NULL,
  in_documents TEXT NOT NULL,
  agreement TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  list_version TEXT NOT NULL
);
CREATE TABLE metric (
  metric_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  definition TEXT NOT NULL,
  unit TEXT NOT NULL,
  window_days INTEGER,
  needs TEXT[] NOT NULL,
  evidence_table TEXT NOT NULL,
  sort_order INTEGER NOT NULL,
  sql_text TEXT NOT NULL,
  sql_sha256 TEXT NOT NULL
);
CREATE TABLE measurement (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  metric_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  part TEXT NOT NULL,
  part_title TEXT NOT NULL,
  month DATE,
  value DOUBLE,
  value_text TEXT,
  n BIGINT,
  window_from TIMESTAMPTZ,
  window_to TIMESTAMPTZ NOT NULL,
  completeness TEXT NOT NULL,
  completeness_reason TEXT
);
CREATE TABLE measurement_source (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  metric_id TEXT NOT NULL,
  repo_id TEXT NOT NULL,
  answer_id TEXT NOT NULL
);
CREATE TABLE policy (
  policy_id TEXT NOT NULL,
  title TEXT NOT NULL,
  issuer TEXT NOT NULL,
  source_sha256 TEXT NOT NULL
);
CREATE TABLE finding (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  policy_id TEXT NOT NULL,
  clause_id TEXT NOT NULL,
  sort_order INTEGER NOT NULL,
  title TEXT NOT NULL,
  quote TEXT NOT NULL,
  level TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  threshold TEXT,
  evidence_table TEXT NOT NULL
);
CREATE TABLE finding_metric (
  as_of TIMESTAMPTZ NOT NULL,
  project_id TEXT NOT NULL,
  policy_id TEXT NOT NULL,
  clause_id TEXT NOT NULL,
  metric_id TEXT NOT NULL,
  part TEXT NOT NULL,
  sort_order INTEGER NOT NULL
);
