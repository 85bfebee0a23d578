SELECT m.project_id, m.policy_id, coalesce(p.title, m.policy_id) AS policy_title, m.material_id, m.title, m.quote,
  m.form, m.copies, m.state, m.detail, m.signed
FROM material_state AS m
LEFT JOIN policy AS p USING (policy_id)
WHERE m.as_of = $as_of AND list_contains($ids::TEXT[], m.project_id)
ORDER BY m.project_id, m.policy_id, m.sort_order, m.material_id
