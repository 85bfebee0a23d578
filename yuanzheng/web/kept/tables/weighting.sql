-- Weightings of the comparison somebody saved.
CREATE TABLE IF NOT EXISTS weighting (
    weighting_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    policy_id TEXT,
    weights TEXT NOT NULL,   -- JSON: indicator → weight
    projects TEXT,           -- JSON: project_ids; NULL: all
    made_by TEXT NOT NULL,
    made_by_id INTEGER,      -- account; NULL: the local admin
    made_at TEXT NOT NULL,
    reason TEXT NOT NULL     -- why these weights; empty: nobody said
);
