SELECT t.*, s.bucket FROM stream_state AS t JOIN lake_shown AS s USING (repo_id, stream)
