SELECT t.*, u.bucket FROM identity AS t JOIN lake_identity AS u USING (identity_id)
