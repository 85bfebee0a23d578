-- The reference of the data. Every trailing comment becomes COMMENT ON TABLE / COLUMN.
-- Times are instants (TIMESTAMPTZ); months and days are borders in Asia/Shanghai.
-- NULL means unknown, never zero and never "none".
--
-- Envelope (collected tables): `key` identifies the thing within the table; `content_hash` its
-- content; `answer_id` the raw answer it was read from; `observed_at` when that answer was given;
-- `closed_at` when a later answer showed other content or the thing gone (NULL: current version).

CREATE TABLE IF NOT EXISTS schema_version ( -- which version of this file the tables were made by
  sha256 TEXT NOT NULL,          -- of the file
  number INTEGER                 -- of the last migration that was done (warehouse/migrations); NULL: made before they had numbers
);

CREATE TABLE IF NOT EXISTS project ( -- what an applicant brings, from the configuration
  project_id TEXT NOT NULL,      -- short id made from the name
  name TEXT NOT NULL,            -- as written in the configuration
  applicant TEXT,                -- who applies; NULL when not stated
  policies TEXT[] NOT NULL,      -- policy ids this project is held against
  sample BOOLEAN NOT NULL        -- true: generated sample data, every page says 示例数据
);

CREATE TABLE IF NOT EXISTS project_repo ( -- which repositories, models and datasets make a project
  project_id TEXT NOT NULL,      -- project
  repo_id TEXT NOT NULL,         -- platform:full/name, lower case, as configured
  platform TEXT NOT NULL,        -- github, gitee, gitcode, huggingface, git
  kind TEXT NOT NULL,            -- repository, model, dataset, space
  url TEXT NOT NULL              -- as a person would open it; a path for a local clone
);

CREATE TABLE IF NOT EXISTS project_owner ( -- organisations and users whose public repositories make a project
  project_id TEXT NOT NULL,      -- project
  repo_id TEXT NOT NULL,         -- the owner: platform:name, lower case, as configured
  platform TEXT NOT NULL,        -- github, gitee, gitcode, huggingface
  url TEXT NOT NULL,             -- as a person would open it
  include_forks BOOLEAN NOT NULL -- whether forks of others' repositories count
);

CREATE TABLE IF NOT EXISTS answer ( -- raw answers that rows point to; the bytes lie in the archive
  answer_id TEXT NOT NULL,       -- first 32 hex digits of SHA-256(method, URL, body SHA-256)
  repo_id TEXT NOT NULL,         -- asked on behalf of
  stream TEXT NOT NULL,          -- repository, star_history, stargazers, forks, contributors, commits, issues, ...
  url TEXT NOT NULL,             -- request URL without tokens; git+URL@from..to for git reads
  status INTEGER,                -- HTTP status; NULL for git reads
  fetched_at TIMESTAMPTZ NOT NULL, -- when the answer arrived
  sha256 TEXT NOT NULL,          -- of the body as received (content decoding undone)
  bytes BIGINT NOT NULL,         -- size of that body
  content_type TEXT,             -- as declared by the server
  warc_file TEXT NOT NULL,       -- archive file, relative to the archive folder
  warc_record TEXT NOT NULL      -- WARC-Record-ID
);

CREATE TABLE IF NOT EXISTS stream_state ( -- how completely each stream of each repository is known
  repo_id TEXT NOT NULL,         -- repository
  stream TEXT NOT NULL,          -- stream
  grade TEXT NOT NULL,           -- complete, partial, not_observable
  code TEXT,                     -- machine word for the reason: gone, refused, quota, no_token, cut, malformed, unreachable, empty, disabled, blocked, renamed, name_reused, window, computing, unasked, no_push, no_graph, too_large, unconfirmed, ...
  reason TEXT,                   -- the reason in one Chinese sentence with what to do
  expected BIGINT,               -- how many there should be, where the platform says so
  got BIGINT,                    -- how many are held
  since TIMESTAMPTZ NOT NULL     -- when this grade and reason were first observed
);

CREATE TABLE IF NOT EXISTS stream_grade ( -- when each stream began to be known as completely, or as little, as it was then
  repo_id TEXT NOT NULL,         -- repository
  stream TEXT NOT NULL,          -- stream
  grade TEXT NOT NULL,           -- complete, partial, not_observable
  since TIMESTAMPTZ NOT NULL     -- from when on; what held before the first row is noted nowhere
);

CREATE TABLE IF NOT EXISTS identity ( -- one alias of a person as a platform or a commit shows it
  identity_id TEXT NOT NULL,     -- platform:account id, or git: + hash of name and e-mail key
  platform TEXT NOT NULL,        -- github, gitee, gitcode, huggingface, git
  account_id TEXT,               -- numeric id on the platform, also decoded from noreply addresses
  login TEXT,                    -- account name
  name TEXT,                     -- display or commit name
  email_key TEXT,                -- SHA-256 of the lower-case e-mail, as in its replaced form sha256-…@domain; NULL: there is none
  email_domain TEXT,             -- domain of the e-mail
  account_platform TEXT,         -- for git identities with a noreply address: the platform it names
  account_type TEXT,             -- User, Bot, Organization as the platform says; NULL unknown
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS account_link ( -- which account a platform says a commit signature belongs to
  repo_id TEXT NOT NULL,         -- repository whose commits showed it
  identity_id TEXT NOT NULL,     -- the signature (git:…)
  account_id TEXT NOT NULL,      -- identity of the account (github:…, gitee:…, gitcode:…)
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS account_association ( -- how a platform says an account stands to a repository, as last shown beside an issue or a comment of its
  repo_id TEXT NOT NULL,         -- repository
  account_id TEXT NOT NULL,      -- identity of the account
  association TEXT NOT NULL,     -- the platform's word: OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE, …
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS account_company ( -- the company an account names in its profile, as last shown beside an act of its in a repository
  repo_id TEXT NOT NULL,         -- repository
  account_id TEXT NOT NULL,      -- identity of the account
  company TEXT,                  -- foreign text; NULL: the profile names none
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS repo_fact ( -- what a platform says of a repository, model, dataset or space
  repo_id TEXT NOT NULL,         -- repository
  platform_id TEXT,              -- the platform's own unchanging id
  full_name TEXT,                -- present name (renames show as versions)
  description TEXT,              -- foreign text
  homepage TEXT,                 -- foreign text
  language TEXT,                 -- main language as the platform says
  topics TEXT[],                 -- topics or tags
  licence_field TEXT,            -- the platform's own licence field: a declaration, never proof
  default_branch TEXT,           -- default branch
  is_fork BOOLEAN,               -- made by forking
  is_archived BOOLEAN,           -- read-only
  is_private BOOLEAN,            -- not public
  created_at TIMESTAMPTZ,        -- creation on the platform
  pushed_at TIMESTAMPTZ,         -- last push
  updated_at TIMESTAMPTZ,        -- last change of anything
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS count_snapshot ( -- counts as shown at an instant: a new version for each change
  repo_id TEXT NOT NULL,         -- repository
  name TEXT NOT NULL,            -- stars, forks, watchers (who gets notices, never stars), open_issues, likes, downloads_30d, downloads_all; of owners: followers, public_repos, ...
  value BIGINT,                  -- NULL: the platform did not say
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS star_day ( -- GitHub star history: stars still held, by day they were given
  repo_id TEXT NOT NULL,         -- repository
  day DATE NOT NULL,             -- the platform's day
  stars BIGINT NOT NULL,         -- stars given that day and still held when asked
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS stargazer ( -- who starred when, where the platform shows it (Gitee)
  repo_id TEXT NOT NULL,         -- repository
  identity_id TEXT,              -- who; NULL: account hidden or gone
  starred_at TIMESTAMPTZ,        -- when; NULL: not shown
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS fork ( -- forks as the platform lists them
  repo_id TEXT NOT NULL,         -- the forked repository
  platform_id TEXT,              -- the fork's own id
  full_name TEXT,                -- the fork's name
  owner_id TEXT,                 -- identity of the owner
  created_at TIMESTAMPTZ,        -- when forked
  pushed_at TIMESTAMPTZ,         -- last push to the fork
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS listed_contributor ( -- the platform's own contributor list: a cross-check only
  repo_id TEXT NOT NULL,         -- repository
  identity_id TEXT,              -- account, or git signature of anonymous entries; NULL: neither
  name TEXT,                     -- as listed
  contributions BIGINT,          -- as listed
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS commit ( -- commits reachable from the default branch
  repo_id TEXT NOT NULL,         -- repository
  sha TEXT NOT NULL,             -- commit id; the same commit in a mirror has the same sha
  author_id TEXT,                -- identity of the author
  committer_id TEXT,             -- identity of the committer
  authored_at TIMESTAMPTZ,       -- author date
  committed_at TIMESTAMPTZ,      -- committer date
  parents INTEGER,               -- number of parents; 2 or more: a merge
  subject TEXT,                  -- first line of the message
  coauthor_ids TEXT[],           -- identities named in Co-authored-by trailers, and AI agents named in Assisted-by, Generated-by, Made-with and the like
  has_paths BOOLEAN NOT NULL,    -- whether commit_file rows were readable for this commit
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS mailmap_line ( -- what a repository's .mailmap at HEAD says of signatures: heeded in its own projects only
  repo_id TEXT NOT NULL,         -- repository
  line INTEGER NOT NULL,         -- line in the file, 1-based; of two that say different things the later holds
  commit_name TEXT,              -- name of the signatures meant, lower case; NULL: any; empty: one that is not kept, being an address
  commit_email_key TEXT,         -- e-mail key of the signatures meant, as in identity; NULL: what stands there is no address
  proper_name TEXT,              -- name the line gives them; NULL: their own
  proper_email_key TEXT,         -- e-mail key the line gives them; NULL: their own
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS commit_file ( -- paths a commit changed against its first parent (merges: none)
  repo_id TEXT NOT NULL,         -- repository
  sha TEXT NOT NULL,             -- commit
  path TEXT NOT NULL,            -- path, bytes that are not UTF-8 replaced
  change TEXT NOT NULL,          -- A added, M modified, D deleted, T type changed
  answer_id TEXT NOT NULL        -- raw answer it was read from
);

CREATE TABLE IF NOT EXISTS commit_change ( -- lines that recent commits changed in their paths (merges: none); the texts themselves are kept nowhere
  repo_id TEXT NOT NULL,         -- repository
  sha TEXT NOT NULL,             -- commit
  path TEXT NOT NULL,            -- path as in commit_file; empty: what is said holds for the whole commit
  code_added BIGINT,             -- lines with anything but comments that came, blanks left aside; NULL: not counted
  code_removed BIGINT,           -- such lines that went
  comment_added BIGINT,          -- lines of comments and docstrings that came
  comment_removed BIGINT,        -- such lines that went; all four 0: nothing but blanks changed
  unread TEXT,                   -- why not counted: binary, too_large, missing (contents could not be had), no_file (link, submodule, mode alone); NULL: counted
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS issue ( -- issues, and discussions on Hugging Face; never change requests
  repo_id TEXT NOT NULL,         -- repository
  number TEXT NOT NULL,          -- as the platform writes it (Gitee: I4CE7W)
  author_id TEXT,                -- identity
  title TEXT,                    -- foreign text
  body TEXT,                     -- foreign text; NULL: not shown
  state TEXT,                    -- open, closed
  original_state TEXT,           -- the platform's word
  comments BIGINT,               -- count as shown
  created_at TIMESTAMPTZ,        -- opened
  updated_at TIMESTAMPTZ,        -- last change
  closed_at_platform TIMESTAMPTZ, -- closed or finished, as the platform says
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS change_request ( -- pull and merge requests
  repo_id TEXT NOT NULL,         -- repository
  number TEXT NOT NULL,          -- as the platform writes it
  author_id TEXT,                -- identity
  merger_id TEXT,                -- identity; NULL: not shown
  title TEXT,                    -- foreign text
  state TEXT,                    -- open, closed, merged
  original_state TEXT,           -- the platform's word
  is_draft BOOLEAN,              -- draft
  created_at TIMESTAMPTZ,        -- opened
  updated_at TIMESTAMPTZ,        -- last change
  closed_at_platform TIMESTAMPTZ, -- closed without or with merging
  merged_at TIMESTAMPTZ,         -- merged
  merge_sha TEXT,                -- commit made by merging
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS comment ( -- comments on issues, change requests and discussions
  repo_id TEXT NOT NULL,         -- repository
  comment_id TEXT NOT NULL,      -- the platform's id
  subject_kind TEXT,             -- issue, change_request, discussion; NULL: the answer does not tell
  subject_number TEXT,           -- number of the issue, change request or discussion
  is_review BOOLEAN NOT NULL,    -- made on changed lines or as a review
  author_id TEXT,                -- identity
  body TEXT,                     -- foreign text
  created_at TIMESTAMPTZ,        -- written
  updated_at TIMESTAMPTZ,        -- last edit
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS review ( -- reviews submitted on change requests; comments on changed lines are in comment
  repo_id TEXT NOT NULL,         -- repository
  change_request TEXT NOT NULL,  -- number of the change request
  review_id TEXT NOT NULL,       -- the platform's id
  author_id TEXT,                -- identity
  state TEXT,                    -- approved, changes_requested, commented, dismissed
  body TEXT,                     -- foreign text; empty: none was written; NULL: not shown
  submitted_at TIMESTAMPTZ,      -- submitted
  updated_at TIMESTAMPTZ,        -- last change
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS merger ( -- who merged, one row for each merged change request that was asked about
  repo_id TEXT NOT NULL,         -- repository
  number TEXT NOT NULL,          -- of the change request
  merger_id TEXT,                -- identity; NULL: the platform does not say (deleted account)
  merge_sha TEXT,                -- commit made by merging; NULL: not shown
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS discussion ( -- discussions on GitHub; their comments are in comment
  repo_id TEXT NOT NULL,         -- repository
  number TEXT NOT NULL,          -- as the platform writes it
  author_id TEXT,                -- identity
  title TEXT,                    -- foreign text
  body TEXT,                     -- foreign text
  category TEXT,                 -- foreign text
  is_answered BOOLEAN,           -- NULL: of a category without answers
  answerer_id TEXT,              -- identity of the author of the answer
  answer_chosen_at TIMESTAMPTZ,  -- when it was chosen as the answer
  answer_chosen_by_id TEXT,      -- identity of who chose it
  comments BIGINT,               -- count as shown, without replies
  created_at TIMESTAMPTZ,        -- opened
  updated_at TIMESTAMPTZ,        -- last change
  state TEXT,                    -- open, closed
  closed_at_platform TIMESTAMPTZ, -- closed
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS release ( -- releases (published or tagged versions)
  repo_id TEXT NOT NULL,         -- repository
  tag TEXT,                      -- tag name
  name TEXT,                     -- title, foreign text
  author_id TEXT,                -- identity
  is_draft BOOLEAN,              -- draft
  is_prerelease BOOLEAN,         -- pre-release
  created_at TIMESTAMPTZ,        -- created
  published_at TIMESTAMPTZ,      -- published
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS release_asset ( -- files attached to releases: the download count is a snapshot, a new version for each change
  repo_id TEXT NOT NULL,         -- repository
  asset_id TEXT NOT NULL,        -- the platform's id of the file
  release_id TEXT,               -- the platform's id of its release
  tag TEXT,                      -- tag of its release
  name TEXT,                     -- file name, foreign text
  content_type TEXT,             -- as declared by the uploader
  size BIGINT,                   -- bytes
  download_count BIGINT,         -- downloads so far, by anybody and any machine; NULL: not shown
  created_at TIMESTAMPTZ,        -- uploaded
  updated_at TIMESTAMPTZ,        -- last change of the file
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS language ( -- bytes of code by language, as the platform counts them
  repo_id TEXT NOT NULL,         -- repository
  name TEXT NOT NULL,            -- language
  bytes BIGINT NOT NULL,         -- bytes in files of that language on the default branch
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS tag ( -- tags as the platform lists them
  repo_id TEXT NOT NULL,         -- repository
  name TEXT NOT NULL,            -- tag name
  sha TEXT,                      -- commit it points to
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS community_profile ( -- what GitHub's community standards find in a repository: a cross-check only
  repo_id TEXT NOT NULL,         -- repository
  health_percentage INTEGER,     -- share of the recommended files that are there, 0..100
  has_code_of_conduct BOOLEAN,   -- a code of conduct
  has_contributing BOOLEAN,      -- contributing guidelines
  has_issue_template BOOLEAN,    -- an issue template
  has_pull_request_template BOOLEAN,-- a pull request template
  has_licence BOOLEAN,           -- a licence the platform recognises or a file called so
  has_readme BOOLEAN,            -- a README
  updated_at TIMESTAMPTZ,        -- when the platform last looked
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS advisory ( -- published security advisories of a repository
  repo_id TEXT NOT NULL,         -- repository
  ghsa_id TEXT NOT NULL,         -- GitHub's number
  cve_id TEXT,                   -- CVE number; NULL: none or not shown
  severity TEXT,                 -- critical, high, medium, low; NULL: not rated
  state TEXT,                    -- the platform's word: published, withdrawn, ...
  summary TEXT,                  -- foreign text
  created_at TIMESTAMPTZ,        -- drafted
  published_at TIMESTAMPTZ,      -- published
  updated_at TIMESTAMPTZ,        -- last change
  withdrawn_at TIMESTAMPTZ,      -- withdrawn; NULL: not, or not shown
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS dependency ( -- packages a repository depends on, by the platform's dependency graph (SBOM): declared by manifests, not proof of use
  repo_id TEXT NOT NULL,         -- repository
  name TEXT NOT NULL,            -- package, foreign text
  version TEXT,                  -- version or range; NULL: not known
  purl TEXT,                     -- package URL, names the ecosystem
  licence_declared TEXT,         -- as its author declares, SPDX; NOASSERTION: the platform could not tell
  licence_concluded TEXT,        -- as the platform concludes, SPDX; NOASSERTION: it could not tell
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS package_file ( -- lock files and manifests at HEAD, the project's own: not those in copies of others' code
  repo_id TEXT NOT NULL,         -- repository
  path TEXT NOT NULL,            -- path in the repository
  kind TEXT NOT NULL,            -- which reader of collectors/lockfiles read it: package_lock, uv_lock, ...
  ecosystem TEXT NOT NULL,       -- as package URLs name it: npm, pypi, cargo, golang, ...
  is_lock BOOLEAN NOT NULL,      -- whether such files name exact versions
  revision TEXT,                 -- commit id it was read at, git id of the file where there was no clone
  sha256 TEXT,                   -- of the file's bytes; NULL: they were not read
  bytes BIGINT,                  -- size; NULL: not known, as of links
  packages BIGINT,               -- rows of package_use; NULL: it could not be read
  unread BIGINT,                 -- entries that name no package; NULL: it could not be read
  unreadable TEXT,               -- why it could not be read, in Chinese; NULL: it was
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS package_use ( -- packages a lock file or manifest names: declared, not proof of use
  repo_id TEXT NOT NULL,         -- repository
  path TEXT NOT NULL,            -- the file, as in package_file
  ecosystem TEXT NOT NULL,       -- as package URLs name it
  name TEXT NOT NULL,            -- package, foreign text
  version TEXT,                  -- exact version; NULL: the file gives a range or none
  wanted TEXT,                   -- the range as written; NULL: none, or the version is exact
  purl TEXT NOT NULL,            -- package URL
  licence TEXT,                  -- as the file itself has it (npm, Composer), foreign text; NULL: it does not say
  scope TEXT,                    -- runtime, development, optional; NULL: the file does not say
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS vendored_copy ( -- copies of others' code in the tree at HEAD, by the names of folders: a row for each licence file right in one
  repo_id TEXT NOT NULL,         -- repository
  path TEXT NOT NULL,            -- folder of the copy
  licence_path TEXT,             -- its licence file; NULL: there is none
  revision TEXT,                 -- commit id the file was read at
  sha256 TEXT,                   -- of the file's bytes; NULL: none, or not read
  bytes BIGINT,                  -- size
  content TEXT,                  -- decoded text; NULL: none, or not readable as text
  unreadable TEXT,               -- why content is NULL though there is a file, in Chinese
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS workflow_run ( -- completed CI runs on the default branch: the newest 100 of each reading, earlier ones stay
  repo_id TEXT NOT NULL,         -- repository
  run_id TEXT NOT NULL,          -- the platform's id of the run
  name TEXT,                     -- workflow, foreign text
  path TEXT,                     -- file of the workflow
  event TEXT,                    -- what started it: push, pull_request, schedule, ...
  branch TEXT,                   -- branch it ran on; forks may have one of the same name
  is_own BOOLEAN,                -- whether the branch is the repository's own; NULL: not shown
  conclusion TEXT,               -- success, failure, cancelled, ...; NULL: not shown
  attempt INTEGER,               -- 1 for the first, higher when run again
  created_at TIMESTAMPTZ,        -- started
  updated_at TIMESTAMPTZ,        -- last change, for completed runs about the end
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS traffic_day ( -- views and clones by UTC day, shown for 14 days to those who may push; a day without a row is not known
  repo_id TEXT NOT NULL,         -- repository
  kind TEXT NOT NULL,            -- views, clones
  day DATE NOT NULL,             -- the platform's day, UTC
  count BIGINT,                  -- how many, those of machines included
  uniques BIGINT,                -- by how many different visitors that day; not to be added up over days
  is_whole BOOLEAN NOT NULL,     -- false: only part of the day was in the window when read, the figures are at least these
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS traffic_top ( -- the ten most frequent referrers and pages of the last 14 days: a snapshot, a new version for each change
  repo_id TEXT NOT NULL,         -- repository
  kind TEXT NOT NULL,            -- referrers, paths
  name TEXT NOT NULL,            -- where visitors came from, or the path they opened; foreign text
  title TEXT,                    -- title of the page; NULL for referrers
  count BIGINT,                  -- views in 14 days
  uniques BIGINT,                -- different visitors in 14 days
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS document ( -- files read as text: licences, READMEs, manifests, governance, model cards
  repo_id TEXT NOT NULL,         -- repository
  path TEXT NOT NULL,            -- path in the repository
  role TEXT NOT NULL,            -- licence, notice, readme, manifest, governance, card; source: only its SPDX header is kept; past_licence: path is //commit/path, as that commit left it
  revision TEXT,                 -- commit id it was read at
  sha256 TEXT NOT NULL,          -- of the file's bytes
  bytes BIGINT NOT NULL,         -- size
  content TEXT,                  -- decoded text; NULL: not readable as text
  unreadable TEXT,               -- why content is NULL, one Chinese sentence
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS owner_repo ( -- what an organisation or user has in public, as the platform lists it; closed: no longer listed
  repo_id TEXT NOT NULL,         -- the owner, as in project_owner
  kind TEXT NOT NULL,            -- repository, model, dataset, space
  platform_id TEXT NOT NULL,     -- the platform's own unchanging id of the repository
  full_name TEXT NOT NULL,       -- present name; its first version names its rows in the other tables
  url TEXT NOT NULL,             -- as a person would open it
  is_fork BOOLEAN,               -- made by forking
  is_archived BOOLEAN,           -- read-only
  created_at TIMESTAMPTZ,        -- creation on the platform
  pushed_at TIMESTAMPTZ,         -- last push
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS model_link ( -- what the card or tags of a model, dataset or space say it is made from: a declaration
  repo_id TEXT NOT NULL,         -- model, dataset or space
  relation TEXT NOT NULL,        -- base_model, or how it was made from it (finetune, quantized, adapter, merge, ...); dataset, model, licence_link
  target TEXT NOT NULL,          -- as written there, foreign text
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS base_model ( -- models and data sets a model, dataset or space is made from, and what those are made from in turn, by their own cards
  repo_id TEXT NOT NULL,         -- model, dataset or space of a project it was asked for on behalf of
  kind TEXT NOT NULL,            -- model, dataset
  target TEXT NOT NULL,          -- as written where it is named, foreign text
  found TEXT NOT NULL,           -- read; else why there is no card: hidden (401, 403: to strangers the Hub says so of what does not exist, too), missing, blocked
  status INTEGER NOT NULL,       -- HTTP status of the answer
  full_name TEXT,                -- what the Hub calls it now, after renames; NULL: not read
  licence_field TEXT,            -- card field license, else the tag, as written, several joined by AND; NULL: none
  licence_name TEXT,             -- card field license_name, foreign text; NULL: none
  licence_link TEXT,             -- card field license_link, foreign text; NULL: none
  gated TEXT,                    -- auto, manual: files only after agreeing or asking; no; NULL: not said
  bases TEXT[],                  -- models it names in turn, as written; NULL: neither card nor tags shown
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS hub_file ( -- files of a model, dataset or space as the Hub lists them; none of them is fetched for this
  repo_id TEXT NOT NULL,         -- model, dataset or space
  path TEXT NOT NULL,            -- path in the repository, foreign text
  size BIGINT,                   -- bytes, in large file storage too
  sha256 TEXT,                   -- of the content, as the Hub says, where it lies in large file storage; else NULL
  blob TEXT,                     -- git id of the file (of the pointer, in large file storage)
  key TEXT NOT NULL,             -- envelope
  content_hash TEXT NOT NULL,    -- envelope
  answer_id TEXT NOT NULL,       -- envelope
  observed_at TIMESTAMPTZ NOT NULL, -- envelope
  closed_at TIMESTAMPTZ          -- envelope
);

CREATE TABLE IF NOT EXISTS people_declared ( -- derived: what an applicant's people.toml declares; kept, for no platform says it
  project_id TEXT NOT NULL,      -- project it is declared for: it speaks in no other
  sha256 TEXT NOT NULL,          -- of the file
  content TEXT NOT NULL          -- JSON of scoring.people.declared.Declaration: addresses only as email_key and domain
);

CREATE TABLE IF NOT EXISTS people_declared_alias ( -- derived: what became of each alias that people.toml declares
  project_id TEXT NOT NULL,      -- project it is declared for
  kind TEXT NOT NULL,            -- person, apart
  entry INTEGER NOT NULL,        -- number of the [[person]] or [[apart]], 1-based
  place INTEGER NOT NULL,        -- number of the alias in it, 1-based
  shown TEXT NOT NULL,           -- as written; of an e-mail its domain alone
  identities INTEGER NOT NULL,   -- aliases of the project that it means
  person_id TEXT,                -- their person; NULL: it means nobody, or several
  state TEXT NOT NULL,           -- used, unmatched, overruled
  words TEXT                     -- one Chinese sentence when not used
);

CREATE TABLE IF NOT EXISTS masked_join ( -- derived: joins by the spelling of names, told with a pack in which they are masked; empty elsewhere
  project_id TEXT NOT NULL,      -- project of the pack
  identity_id TEXT NOT NULL,     -- alias
  other_id TEXT NOT NULL         -- alias of the same person
);

CREATE TABLE IF NOT EXISTS person_alias ( -- derived: aliases joined into persons
  identity_id TEXT NOT NULL,     -- alias
  person_id TEXT NOT NULL,       -- smallest identity_id of the person
  rule TEXT NOT NULL,            -- alone, mailmap, account, declared, email, name, spelling, handle, initial, masked (told with a masked pack)
  reason TEXT NOT NULL,          -- one Chinese sentence
  bot TEXT NOT NULL,             -- certain, likely, human (of the whole person)
  bot_reason TEXT                -- one Chinese sentence when not human, or human on appeal
);

CREATE TABLE IF NOT EXISTS person_label ( -- derived: how a person is shown
  person_id TEXT NOT NULL,       -- person
  label TEXT NOT NULL,           -- public login or name; never an e-mail
  bot TEXT NOT NULL              -- certain, likely, human
);

CREATE TABLE IF NOT EXISTS person_organisation ( -- derived: for whom a person works, by project; spans of a person do not overlap, none: not known
  project_id TEXT NOT NULL,      -- project
  person_id TEXT NOT NULL,       -- person
  organisation TEXT NOT NULL,    -- name from people.toml, else the registered domain of e-mail addresses, else as an account names it, foreign text
  since TIMESTAMPTZ,             -- from, inclusive; NULL: no beginning
  until TIMESTAMPTZ,             -- to, exclusive; NULL: no end
  source TEXT NOT NULL,          -- people_file, email, account
  applicant BOOLEAN NOT NULL,    -- whether people.toml says they are the applicant's
  reason TEXT NOT NULL           -- one Chinese sentence
);

CREATE TABLE IF NOT EXISTS act ( -- derived: one row for each act of a person, substantive or not
  project_id TEXT NOT NULL,      -- project
  repo_id TEXT NOT NULL,         -- where
  person_id TEXT,                -- who; NULL: the platform does not say
  bot TEXT NOT NULL,             -- certain, likely, human, unknown
  kind TEXT NOT NULL,            -- code, docs, tests, build (CI too), data, commit (paths unknown), discussion, change_request, review
  happened_at TIMESTAMPTZ NOT NULL, -- when
  month DATE NOT NULL,           -- first day of the month in Asia/Shanghai
  ref TEXT NOT NULL,             -- commit sha, or the key of an issue, change request or comment; of a review or discussion behind that word
  excluded TEXT,                 -- NULL: substantive; else why not: merge, revert, bulk_import, whitespace, generated, vendored, lock, command, thanks, empty, template, mirror
  by_paths BOOLEAN NOT NULL,     -- commit kinds: true when the path alone decided for a file; false: lines did for all (kind commit: nothing is known)
  answer_id TEXT NOT NULL        -- raw answer
);

CREATE TABLE IF NOT EXISTS licence_finding ( -- derived: one row for each place that states a licence
  repo_id TEXT NOT NULL,         -- repository
  place TEXT NOT NULL,           -- file, readme, manifest, card, header (of source files), platform_field
  path TEXT,                     -- file path; NULL for platform_field
  expression TEXT NOT NULL,      -- SPDX expression, NONE, NOASSERTION, or LicenseRef-...
  status TEXT NOT NULL,          -- exact, similar, modified, mention, none, unreadable, custom
  osi TEXT NOT NULL,             -- yes, no, unknown: approved by OSI according to the list below
  fsf TEXT NOT NULL,             -- yes, no, unknown: free according to FSF
  similarity DOUBLE,             -- 0..1 against the matched template; NULL: not matched by text
  line INTEGER,                  -- line in the file where it stands, 1-based
  excerpt TEXT,                  -- the words found, at most 300 characters
  list_version TEXT NOT NULL,    -- version of the SPDX list used
  tier TEXT,                     -- light: certain without more; full: both tiers; weak: the light one alone where both are needed
  answer_id TEXT                 -- raw answer
);

CREATE TABLE IF NOT EXISTS licence_verdict ( -- derived: one row for each repository
  repo_id TEXT NOT NULL,         -- repository
  declared TEXT NOT NULL,        -- SPDX expression stated by manifest, card or platform field; NONE / NOASSERTION
  concluded TEXT NOT NULL,       -- SPDX expression of the licence file; NONE / NOASSERTION
  osi TEXT NOT NULL,             -- yes, no, unknown, of the concluded licence
  fsf TEXT NOT NULL,             -- yes, no, unknown, of the concluded licence
  in_repository TEXT NOT NULL,   -- yes, no, unknown: a licence file
  in_documents TEXT NOT NULL,    -- yes, no, unknown: README, card or manifest names it
  agreement TEXT NOT NULL,       -- agree, conflict, single, none, unknown
  verdict TEXT NOT NULL,         -- osi_verbatim, osi_modified, non_osi, custom, conflict, none, unknown
  reason TEXT NOT NULL,          -- one Chinese sentence
  list_version TEXT NOT NULL     -- version of the SPDX list used
);

CREATE TABLE IF NOT EXISTS licence_comparison ( -- derived: licence files beside the texts of the list they were recognised by
  repo_id TEXT NOT NULL,         -- repository
  path TEXT NOT NULL,            -- licence file
  template TEXT NOT NULL,        -- SPDX ids of the texts, by a space
  segments TEXT NOT NULL,        -- JSON: [same, harmless or substance; words of the file; words of the template] in the order of the file
  list_version TEXT NOT NULL     -- version of the SPDX list used
);

CREATE TABLE IF NOT EXISTS licence_opinion ( -- derived: what the full tier said of texts; kept, for not every machine has it
  repo_id TEXT NOT NULL,         -- repository the text stands in
  text_sha256 TEXT NOT NULL,     -- of a line with 1 (changed texts were sought too) or 0, and the text without markup and addresses as the engine got it
  engine TEXT NOT NULL,          -- scancode
  engine_version TEXT NOT NULL,  -- its version
  said TEXT NOT NULL             -- JSON: matches with rule, place and share; or why there is no answer
);

CREATE TABLE IF NOT EXISTS licence_change ( -- derived: commits after which the licence files of the root folder say something else
  repo_id TEXT NOT NULL,         -- repository
  sha TEXT NOT NULL,             -- commit
  committed_at TIMESTAMPTZ,      -- committer date; NULL: not known
  path TEXT NOT NULL,            -- files it changed, by a comma
  before TEXT NOT NULL,          -- what the licence files were until then, SPDX; NONE: there was none
  after TEXT NOT NULL,           -- what they are since
  change TEXT NOT NULL,          -- added, relicensed, edited (same licence, other text), removed, unknown
  others BIGINT,                 -- persons who had authored commits until then, the author of this one aside; NULL: not known
  reason TEXT NOT NULL,          -- one Chinese sentence
  list_version TEXT NOT NULL,    -- version of the SPDX list used
  answer_id TEXT                 -- raw answer
);

CREATE TABLE IF NOT EXISTS third_party ( -- derived: one row for each thing a repository takes from others: packages, copies in the tree, base models and data sets
  repo_id TEXT NOT NULL,         -- repository
  origin TEXT NOT NULL,          -- package, copy, model, dataset
  ecosystem TEXT,                -- as package URLs name it; huggingface of models; NULL: of copies, or not told
  name TEXT NOT NULL,            -- package, folder or model, foreign text
  version TEXT,                  -- exact version; NULL: not known
  purl TEXT,                     -- package URL; NULL: none
  scope TEXT,                    -- runtime, development, optional; NULL: nobody says
  place TEXT NOT NULL,           -- who names it: sbom, lock, manifest, vendored, card
  path TEXT,                     -- the file or folder; NULL: the platform's SBOM or card
  licence TEXT NOT NULL,         -- SPDX expression; NONE: it is said to have none; NOASSERTION: not known
  licence_source TEXT NOT NULL,  -- sbom_concluded, sbom_declared, lock, vendored_file, card; none: nobody says
  licence_written TEXT,          -- as written there where that differs, of a copy its folder; foreign text
  is_open TEXT NOT NULL,         -- yes, no, unknown: approved by OSI or free according to FSF
  compatible TEXT NOT NULL,      -- yes, check, no, unknown: with the repository's own licence by OSADL's matrix
  advice TEXT,                   -- Chinese, for a human to look at; NULL: nothing to say
  named TEXT NOT NULL,           -- yes, no, unknown: whether a document of the repository names it
  named_path TEXT,               -- the document that does
  named_line INTEGER,            -- line in it, 1-based
  answer_id TEXT NOT NULL,       -- raw answer
  level INTEGER,                 -- of models and data sets: 1 where the repository's own card names it, 2 where that one's does, ...
  chain TEXT[]                   -- of models and data sets: names from the one the own card names to this one; foreign text
);

CREATE TABLE IF NOT EXISTS third_party_verdict ( -- derived: one row for each repository of a project
  repo_id TEXT NOT NULL,         -- repository
  looked BOOLEAN NOT NULL,       -- whether something was found, or all that tells of third-party code was read in full
  document TEXT NOT NULL,        -- yes, no, unknown: a document that tells of third-party code (NOTICE, third-party list, README section)
  document_paths TEXT[] NOT NULL -- those documents
);

CREATE TABLE IF NOT EXISTS growth_burst ( -- derived: times in which stars or forks came much faster than usual, and what else happened then, at the instant scored last
  repo_id TEXT NOT NULL,         -- repository, model, dataset or space
  series TEXT NOT NULL,          -- stars (likes of the Hub among them), forks
  what TEXT NOT NULL,            -- burst; fortnight: the 14 days that brought most, where they brought very much
  from_day DATE NOT NULL,        -- first day
  to_day DATE NOT NULL,          -- last day
  n BIGINT NOT NULL,             -- given in that time and still there
  usual DOUBLE NOT NULL,         -- a day, around that time
  excess DOUBLE NOT NULL,        -- above what is usual
  share DOUBLE NOT NULL,         -- excess of all that is judged, 0..1
  echo BIGINT,                   -- forks within a week of it (of forks: stars); NULL: not known
  issues BIGINT,                 -- issues opened within a week of it; NULL: not known
  change_requests BIGINT,        -- change requests opened within a week of it; NULL: not known
  usual_echo DOUBLE,             -- what is usual in as many days
  usual_issues DOUBLE,           -- what is usual in as many days
  usual_change_requests DOUBLE,  -- what is usual in as many days
  releases BIGINT,               -- releases from a week before it to its end; NULL: not known
  commits BIGINT,                -- commits within a week of it; NULL: not known
  visitors BIGINT,               -- visitors within a week of it, by day; NULL: not known
  explained TEXT NOT NULL        -- launch (exempt), crowd (others were busy too), visitors, release, none, unknown
);

CREATE TABLE IF NOT EXISTS growth_sign ( -- derived: what was looked at in the growth of stars and forks, at the instant scored last
  repo_id TEXT NOT NULL,         -- repository, model, dataset or space
  series TEXT NOT NULL,          -- stars, forks
  sign TEXT NOT NULL,            -- fortnight, peak, bursts, weekend, drop, hidden, hour, proportions
  value DOUBLE,                  -- NULL: not known
  level TEXT NOT NULL,           -- fine, note, explain, differs, unknown
  reason TEXT NOT NULL           -- Chinese, with numbers
);

CREATE TABLE IF NOT EXISTS growth_grade ( -- derived: one row for each repository and series, at the instant scored last
  repo_id TEXT NOT NULL,         -- repository, model, dataset or space
  series TEXT NOT NULL,          -- stars, forks
  grade TEXT NOT NULL,           -- A, B, C, D, unknown: how much there is to explain, never an accusation
  total BIGINT NOT NULL,         -- with a date
  judged BIGINT NOT NULL,        -- of these, those after the first days
  reason TEXT NOT NULL           -- Chinese
);

CREATE TABLE IF NOT EXISTS metric ( -- derived: definitions of the metrics, from the heads of their files
  metric_id TEXT NOT NULL,       -- file name
  version INTEGER NOT NULL,      -- of the definition
  title TEXT NOT NULL,           -- Chinese
  question TEXT NOT NULL,        -- what it answers
  definition TEXT NOT NULL,      -- in full
  unit TEXT NOT NULL,            -- 人, 个, 次, ...
  window_days INTEGER,           -- NULL: up to as_of; else the last N days
  needs TEXT[] NOT NULL,         -- streams it is made from
  evidence_table TEXT NOT NULL,  -- evidence table it stands in: 活跃贡献者, 星标数与Fork数, 开源协议, 社区运营
  sort_order INTEGER NOT NULL,   -- place within that table
  sql_text TEXT NOT NULL,        -- the query
  sql_sha256 TEXT NOT NULL,      -- of the file
  part_unit TEXT                 -- unit of its parts; NULL: that of the whole
);

CREATE TABLE IF NOT EXISTS measurement ( -- derived: what a metric gave for a project at an as-of instant
  as_of TIMESTAMPTZ NOT NULL,    -- instant the figures are for
  project_id TEXT NOT NULL,      -- project
  metric_id TEXT NOT NULL,       -- metric
  version INTEGER NOT NULL,      -- of the metric
  part TEXT NOT NULL,            -- '' the whole; else a part: a repo_id, a kind, ...
  part_title TEXT NOT NULL,      -- the part in Chinese; '' for the whole
  month DATE,                    -- NULL: the whole window; else the month in Asia/Shanghai
  value DOUBLE,                  -- NULL: unknown
  value_text TEXT,               -- for values that are words (licences); NULL otherwise
  n BIGINT,                      -- rows counted
  window_from TIMESTAMPTZ,       -- from, inclusive; NULL: no beginning
  window_to TIMESTAMPTZ NOT NULL, -- to, exclusive
  completeness TEXT NOT NULL,    -- complete, partial, not_observable
  completeness_reason TEXT       -- Chinese; NULL when complete
);

CREATE TABLE IF NOT EXISTS measurement_source ( -- derived: raw answers behind each measurement (metric level)
  as_of TIMESTAMPTZ NOT NULL,    -- instant
  project_id TEXT NOT NULL,      -- project
  metric_id TEXT NOT NULL,       -- metric
  repo_id TEXT NOT NULL,         -- repository the answer is about
  answer_id TEXT NOT NULL        -- raw answer
);

CREATE TABLE IF NOT EXISTS project_score ( -- derived: one number for comparing projects, at an as-of instant
  as_of TIMESTAMPTZ NOT NULL,    -- instant the figures are for
  project_id TEXT NOT NULL,      -- project
  weights_id TEXT NOT NULL,      -- names indicators, caps and weights: same id, same way of scoring
  value DOUBLE,                  -- 0..100; NULL: too much is unknown
  unknown_share DOUBLE NOT NULL, -- of the weight, 0..1
  partial_share DOUBLE NOT NULL, -- of the weight, of figures that are known in part
  parts TEXT NOT NULL            -- JSON list: indicator, metric, value, points 0..1, weight, completeness
);

CREATE TABLE IF NOT EXISTS policy ( -- derived: policies held in scoring/policies
  policy_id TEXT NOT NULL,       -- file name
  title TEXT NOT NULL,           -- as issued
  issuer TEXT NOT NULL,          -- who issued it
  source_sha256 TEXT NOT NULL    -- of the text it was taken from
);

CREATE TABLE IF NOT EXISTS finding ( -- derived: outcome of one clause for a project
  as_of TIMESTAMPTZ NOT NULL,    -- instant
  project_id TEXT NOT NULL,      -- project
  policy_id TEXT NOT NULL,       -- policy
  clause_id TEXT NOT NULL,       -- e.g. 四（二）1（2）
  sort_order INTEGER NOT NULL,   -- order in the policy
  title TEXT NOT NULL,           -- what the clause asks, short
  quote TEXT NOT NULL,           -- operative words of the clause
  level TEXT NOT NULL,           -- 必须, 择优, 参考
  outcome TEXT NOT NULL,         -- 满足, 不满足, 需人工佐证, 数据不足
  reason TEXT NOT NULL,          -- Chinese: why, and what to do
  threshold TEXT,                -- as applied, with who set it; NULL: none
  evidence_table TEXT NOT NULL,  -- evidence table the clause stands in
  short TEXT,                    -- Chinese: how much is missing; NULL: nothing that can be measured
  by_when TEXT                   -- Chinese: when that may be reached by the trend; NULL: no trend tells
);

CREATE TABLE IF NOT EXISTS material_state ( -- derived: papers a policy asks of a project, and which of them there are
  as_of TIMESTAMPTZ NOT NULL,    -- instant
  project_id TEXT NOT NULL,      -- project
  policy_id TEXT NOT NULL,       -- policy
  material_id TEXT NOT NULL,     -- e.g. 七（七）-2
  sort_order INTEGER NOT NULL,   -- order in the policy
  title TEXT NOT NULL,           -- what it is
  quote TEXT NOT NULL,           -- words of the policy
  form TEXT NOT NULL,            -- in what form
  copies INTEGER,                -- how many; NULL: the text does not say
  state TEXT NOT NULL,           -- 已附 (not checked), 源证可出, 视情况 (asked of some only), 缺少
  detail TEXT NOT NULL,          -- Chinese: what is attached, who makes it, or what to do
  signed TEXT NOT NULL           -- Chinese: who signs or seals it how
);

CREATE TABLE IF NOT EXISTS stated_month ( -- derived: figures by month that an applicant states and nobody measured
  as_of TIMESTAMPTZ NOT NULL,    -- instant
  project_id TEXT NOT NULL,      -- project
  field_id TEXT NOT NULL,        -- field of a policy the table answers
  sort_order INTEGER NOT NULL,   -- place among the tables of that field
  title TEXT NOT NULL,           -- Chinese: what is counted
  month DATE NOT NULL,           -- first day of the month
  value BIGINT,                  -- as stated; NULL: the table lacks that month
  path TEXT NOT NULL,            -- of the file handed in, relative to the facts file
  sha256 TEXT NOT NULL,          -- of that file
  note TEXT NOT NULL             -- Chinese: which months it lacks
);

CREATE TABLE IF NOT EXISTS finding_metric ( -- derived: measurements a finding rests on
  as_of TIMESTAMPTZ NOT NULL,    -- instant
  project_id TEXT NOT NULL,      -- project
  policy_id TEXT NOT NULL,       -- policy
  clause_id TEXT NOT NULL,       -- clause
  metric_id TEXT NOT NULL,       -- metric
  part TEXT NOT NULL,            -- part ('' the whole)
  sort_order INTEGER NOT NULL    -- order within the clause
);

CREATE TABLE IF NOT EXISTS run ( -- history: what the program did and when; no figure rests on it and no pack holds it
  run_id TEXT NOT NULL,          -- UTC stamp of the beginning and 8 hex digits
  command TEXT NOT NULL,         -- run, collect, score, refresh, schedule, demo
  due_at TIMESTAMPTZ,            -- the time of the schedule it was for; NULL: started by hand
  started_at TIMESTAMPTZ NOT NULL, -- beginning
  finished_at TIMESTAMPTZ,       -- end; NULL: under way, or the process was killed
  outcome TEXT,                  -- complete, partial, failed, interrupted; NULL: under way
  as_of TIMESTAMPTZ,             -- instant it scored or reported for; NULL: neither
  attempts INTEGER NOT NULL,     -- how often platforms were asked in it: more than 1 where something was tried again
  requests BIGINT,               -- sent; NULL: nothing was collected
  not_modified BIGINT,           -- of these, answered that nothing had changed
  rows_added BIGINT,             -- versions of rows added
  problems TEXT[] NOT NULL       -- Chinese sentences, what went wrong
);

CREATE TABLE IF NOT EXISTS run_project ( -- history: what a run came to for each of its projects
  run_id TEXT NOT NULL,          -- run
  project_id TEXT NOT NULL,      -- project
  outcome TEXT,                  -- complete, partial (streams failed), failed (not scored or not reported), interrupted; NULL: under way
  as_of TIMESTAMPTZ,             -- instant it was scored or reported for; NULL: neither
  streams BIGINT,                -- streams of its repositories that were asked for; NULL: nothing was collected
  failed BIGINT,                 -- of these, those a user should do something about
  problems TEXT[] NOT NULL       -- Chinese sentences
);
