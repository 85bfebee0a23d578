SELECT t.*, p.bucket FROM person_alias AS t JOIN lake_person AS p USING (person_id)
