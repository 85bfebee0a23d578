CREATE TABLE review (
  repo_id TEXT NOT NULL,
  change_request TEXT NOT NULL,
  review_id TEXT NOT NULL,
  author_id TEXT,
  state TEXT,
  body TEXT,
  submitted_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE merger (
  repo_id TEXT NOT NULL,
  number TEXT NOT NULL,
  merger_id TEXT,
  merge_sha TEXT,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
CREATE TABLE discussion (
  repo_id TEXT NOT NULL,
  number TEXT NOT NULL,
  author_id TEXT,
  title TEXT,
  body TEXT,
  category TEXT,
  is_answered BOOLEAN,
  answerer_id TEXT,
  answer_chosen_at TIMESTAMPTZ,
  answer_chosen_by_id TEXT,
  comments BIGINT,
  created_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ,
  state TEXT,
  closed_at_platform TIMESTAMPTZ,
  key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL,
  closed_at TIMESTAMPTZ
);
