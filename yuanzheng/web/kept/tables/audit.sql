-- Who saw and changed what. Rows are added, never changed; only those past their time may go.
CREATE TABLE IF NOT EXISTS audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,              -- UTC, ISO 8601
    who TEXT NOT NULL,             -- name of the account or link at that time
    role TEXT NOT NULL,
    did TEXT NOT NULL CHECK (did IN ('saw', 'changed', 'refused', 'entered', 'left')),
    what TEXT NOT NULL,            -- in words, without secrets and personal data
    project_id TEXT,               -- the project it was about
    keep_until TEXT NOT NULL       -- before this day the row cannot be deleted
);

CREATE INDEX IF NOT EXISTS audit_by_time ON audit (at);

CREATE TRIGGER IF NOT EXISTS audit_stays_as_written BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'rows of audit are never changed');
END;

CREATE TRIGGER IF NOT EXISTS audit_stays_for_its_time BEFORE DELETE ON audit
WHEN old.keep_until > strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
BEGIN
    SELECT RAISE(ABORT, 'rows of audit are kept for their time');
END;
