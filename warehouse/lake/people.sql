-- The persons of each bucket: whoever its rows name, and for whom somebody of its projects works.
CREATE OR REPLACE TEMP TABLE lake_person AS
SELECT DISTINCT bucket, person_id FROM lake_used JOIN person_alias USING (identity_id)
UNION
SELECT DISTINCT bucket, person_id FROM person_organisation JOIN lake_project USING (project_id);

CREATE OR REPLACE TEMP TABLE lake_alias AS
SELECT bucket, identity_id FROM person_alias JOIN lake_person USING (person_id);

-- With those read from an answer of the bucket: an answer that brought somebody is not empty.
CREATE OR REPLACE TEMP TABLE lake_identity AS
SELECT bucket, identity_id FROM lake_used WHERE identity_id IS NOT NULL
UNION SELECT bucket, identity_id FROM lake_alias
UNION
SELECT bucket, identity_id
FROM identity JOIN (
  SELECT DISTINCT answer_id, bucket FROM answer JOIN lake_repo USING (repo_id)
) AS own USING (answer_id)
