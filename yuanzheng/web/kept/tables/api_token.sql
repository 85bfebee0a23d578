-- Tokens for programs: they read what their account reads, and change nothing.
CREATE TABLE IF NOT EXISTS api_token (
    token_id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    title TEXT NOT NULL,           -- what it is for, as its holder says
    made_at TEXT NOT NULL,         -- UTC, ISO 8601
    expires_at TEXT NOT NULL,
    used_at TEXT                   -- to the minute; NULL: never
);
