(SELECT list(DISTINCT struct_pack(kind := a.kind, bot := a.bot, excluded := a.excluded))
  FROM act AS a
  WHERE a.project_id = $project_id AND a.repo_id = t.repo_id AND a.ref = t.ref
    AND a.answer_id = t.answer_id)
