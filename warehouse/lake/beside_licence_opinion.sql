-- Of what was said of one text the last counts, in the order the licences read it.
SELECT t.*, place.bucket
FROM (
  FROM licence_opinion
  QUALIFY row_number() OVER (
    PARTITION BY text_sha256, engine_version ORDER BY repo_id DESC, said DESC) = 1
) AS t
CROSS JOIN (SELECT DISTINCT bucket FROM lake_repo) AS place
ANTI JOIN lake_repo AS own ON own.repo_id = t.repo_id AND own.bucket = place.bucket
