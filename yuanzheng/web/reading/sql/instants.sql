-- Every instant anything was scored for, the latest first.
SELECT DISTINCT as_of FROM measurement ORDER BY as_of DESC
