SELECT t.*, p.bucket FROM person_label AS t JOIN lake_person AS p USING (person_id)
