-- Within `compared_rows.sql`: rows that stand, and those that stood when the figure was measured, as
-- `in_force_then.sql` says it of one figure.
(t.closed_at IS NULL OR (t.closed_at > $as_of AND NOT EXISTS (
    FROM replaced AS n
    WHERE n.project_id = r.project_id AND n.repo_id = t.repo_id AND n.key = t.key
      AND n.observed_at = t.closed_at)))
