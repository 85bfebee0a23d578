-- How unusual the company of a project's stars is (weights: proportions.toml).
INSERT INTO growth_sign BY NAME
WITH scored AS (
  SELECT *, 1 / (1 + exp(-($constant + $stars * ln(1 + stars) + $forks * ln(1 + forks)
    + $issues * ln(1 + issues) + $comments * ln(1 + comments)))) AS score
  FROM growth_company WHERE stars >= $least_stars
)
SELECT repo_id, 'stars' AS series, 'proportions' AS sign, CASE WHEN whole THEN round(score, 9) END AS value,
  CASE WHEN NOT whole THEN 'unknown' WHEN score >= $company_explain THEN 'explain'
    WHEN score >= $company_note THEN 'note' ELSE 'fine' END AS level,
  CASE WHEN whole THEN format(
      '{} 个星标、{} 个 Fork、Issue 新开与关闭 {} 次、评论 {} 条：少见程度 {:.3f}，界线 {:.3f}',
      stars, forks, issues, comments, score, $company_note::DOUBLE)
    ELSE 'Issue 或评论没有采集完整，无法比较' END AS reason
FROM scored ORDER BY repo_id;
