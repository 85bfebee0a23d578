-- Projects that applicants propose; an admin confirms or declines. Rows stay.
CREATE TABLE IF NOT EXISTS proposal (
    proposal_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,              -- UTC, ISO 8601
    user_id INTEGER,               -- whose account
    who TEXT NOT NULL,             -- name of the account at that time
    name TEXT NOT NULL,            -- of the project
    applicant TEXT,                -- who applies; NULL: not stated
    addresses TEXT NOT NULL,       -- one a line
    policies TEXT NOT NULL,        -- one a line; empty: the usual ones
    include_forks INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'declined')),
    decided_at TEXT,               -- UTC, ISO 8601; NULL: still open
    decided_by TEXT                -- name of the admin
);
