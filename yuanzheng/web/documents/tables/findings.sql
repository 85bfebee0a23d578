-- 逐条的结论：每个项目最近一次计算的
SELECT f.project_id, f.as_of, f.policy_id, f.clause_id, f.title, f.quote, f.level, f.outcome,
  f.reason, f.threshold, f.short, f.by_when
FROM finding AS f
WHERE f.project_id IN (SELECT unnest($ids))
QUALIFY f.as_of = max(f.as_of) OVER (PARTITION BY f.project_id)
ORDER BY f.project_id, f.policy_id, f.sort_order, f.clause_id
