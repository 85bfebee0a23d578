-- Who may log in. `password` is an argon2id hash; nothing else of it is kept.
CREATE TABLE IF NOT EXISTS account (
    user_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,          -- the name as it is compared
    role TEXT NOT NULL CHECK (role IN ('admin', 'reviewer', 'applicant')),
    password TEXT NOT NULL,
    must_change INTEGER NOT NULL DEFAULT 0, -- somebody else knows the password
    made_at TEXT NOT NULL
);

-- The projects an applicant may see.
CREATE TABLE IF NOT EXISTS account_project (
    user_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    project_id TEXT NOT NULL,
    PRIMARY KEY (user_id, project_id)
);

-- Browsers somebody has logged in from: guesses from elsewhere do not make them wait.
CREATE TABLE IF NOT EXISTS device (
    device_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    made_at TEXT NOT NULL
);
