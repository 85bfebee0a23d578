-- Log-ins that failed, by the hash of what they are counted for.
CREATE TABLE IF NOT EXISTS attempt (
    key_hash TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    until TEXT NOT NULL      -- nothing is tried before
);
