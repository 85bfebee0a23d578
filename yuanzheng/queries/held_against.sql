SELECT project_id FROM project WHERE list_contains(policies, $policy) ORDER BY project_id
