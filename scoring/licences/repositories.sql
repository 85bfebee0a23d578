-- Every repository known from the configuration or the collected tables, with its platform's
-- licence field at $as_of and whether all its documents were read. No row of state: nothing is
-- known. `vanished`: a file that may have stated a licence was deleted after $as_of, before we read
-- it, or while it is not certain that we had. Expects `late_stream`.
WITH known AS (
  SELECT repo_id FROM project_repo
  UNION SELECT repo_id FROM repo_fact
  UNION SELECT repo_id FROM document
),
fact AS (
  SELECT repo_id, licence_field, answer_id FROM repo_fact
  WHERE observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)
  QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at DESC, answer_id) = 1
),
state AS (
  SELECT repo_id, bool_and(grade = 'complete') AS complete
  FROM stream_state WHERE stream = 'documents' GROUP BY repo_id
)
, read AS (
  SELECT repo_id, min(observed_at) AS first_read FROM document GROUP BY repo_id
), vanished AS (
  SELECT DISTINCT f.repo_id
  FROM commit_file AS f
  JOIN "commit" AS c ON c.repo_id = f.repo_id AND c.sha = f.sha AND c.closed_at IS NULL
  LEFT JOIN read ON read.repo_id = f.repo_id
  WHERE f.change = 'D' AND c.committed_at > $as_of
    AND (read.first_read IS NULL OR read.first_read > $as_of OR f.repo_id IN (
      SELECT repo_id FROM late_stream WHERE stream = 'documents'))
    AND regexp_matches(lower(f.path),
      '(^|/)((un)?(licen[cs]e|copying|copyright|notice|readme)|许可证|许可协议|开源协议|自述|说明)'
      || '|^[^/]*[-_.](licen[cs]e|copying)(\.(md|txt|rst))?$|^(\.reuse/dep5|debian/copyright)$'
      || '|^(pyproject\.toml|setup\.(cfg|py)|package\.json|cargo\.toml|composer\.json|pom\.xml'
      || '|oh-package\.json5?|[^/]+\.(gemspec|nuspec|csproj)|description|citation\.cff|reuse\.toml'
      || '|((conda(\.recipe)?|recipe)/)?meta\.yaml)$')
)
SELECT
  known.repo_id,
  fact.licence_field,
  fact.answer_id,
  fact.repo_id IS NOT NULL OR known.repo_id LIKE 'git:%' AS platform_asked,
  coalesce(state.complete, false) AND vanished.repo_id IS NULL AS documents_complete,
  vanished.repo_id IS NOT NULL AS vanished
FROM known
LEFT JOIN fact USING (repo_id)
LEFT JOIN state USING (repo_id)
LEFT JOIN vanished USING (repo_id)
ORDER BY known.repo_id
