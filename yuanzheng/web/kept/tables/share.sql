-- Links that show one project or one saved comparison to whoever has them, for a time.
CREATE TABLE IF NOT EXISTS share (
    share_id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('project', 'comparison')),
    subject TEXT NOT NULL,   -- project_id or weighting_id
    title TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_id INTEGER,      -- account; NULL: the local admin
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
);

-- Who is logged in, or looks through a link. The browser has the number, the table its hash.
CREATE TABLE IF NOT EXISTS session (
    session_hash TEXT PRIMARY KEY,
    user_id INTEGER REFERENCES account ON DELETE CASCADE,
    share_id INTEGER REFERENCES share ON DELETE CASCADE,
    made_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CHECK ((user_id IS NULL) <> (share_id IS NULL))
);
