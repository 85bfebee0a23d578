-- Packages of repositories as they stood at $as_of: of the platform's SBOM what was read by then,
-- of lock files and manifests also what was read later if no commit has touched the file since.
-- Expects `file_changed`.
WITH file AS (
  SELECT p.repo_id, p.path, p.is_lock,
    p.observed_at <= $as_of AND (p.closed_at IS NULL OR p.closed_at > $as_of) AS then,
    p.closed_at IS NULL AND h.changed_at <= $as_of AS proven, p.answer_id, p.key, p.observed_at
  FROM package_file AS p LEFT JOIN file_changed AS h USING (repo_id, path)
  WHERE p.repo_id IN (SELECT unnest($repos::TEXT[]))
)
SELECT DISTINCT d.repo_id, 'sbom' AS place, NULL AS path, d.name, d.version, d.purl,
  d.licence_declared, d.licence_concluded, NULL AS licence, NULL AS scope, d.answer_id
FROM dependency AS d
WHERE d.repo_id IN (SELECT unnest($repos::TEXT[]))
  AND d.observed_at <= $as_of AND (d.closed_at IS NULL OR d.closed_at > $as_of)
UNION ALL
SELECT DISTINCT u.repo_id, CASE WHEN f.is_lock THEN 'lock' ELSE 'manifest' END, u.path, u.name, u.version,
  u.purl, NULL, NULL, u.licence, u.scope, u.answer_id
FROM package_use AS u JOIN file AS f USING (repo_id, path)
WHERE u.repo_id IN (SELECT unnest($repos::TEXT[])) AND (
  (f.then AND u.observed_at <= $as_of AND (u.closed_at IS NULL OR u.closed_at > $as_of))
  OR (f.proven AND u.closed_at IS NULL))
ORDER BY ALL
